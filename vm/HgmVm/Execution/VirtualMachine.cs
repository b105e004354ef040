using HgmVm.Bytecode;
using HgmVm.Compiled;
using HgmVm.Linking;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// Runs a linked program on a heap and a stack of its own. One thread at a time may use it. After a trap it has ended:
/// its memory is there until it is disposed of, but nothing more can be run.
/// </summary>
public sealed unsafe class VirtualMachine : IDisposable
{
    private readonly VmThread _thread;
    private readonly VmOptions _options;
    private readonly LinkedProgram _program;
    private readonly nint* _table;
    private bool _ended;
    private bool _disposed;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="InsufficientMemoryException">The system has no address space for heap or stack.</exception>
    /// <exception cref="PlatformNotSupportedException">This runtime does not compile tail calls as calls that need no stack.</exception>
    public VirtualMachine(LinkedProgram program, VmOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        _program = program;
        _options = options ?? new VmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaxStackBytes, VmOptions.LeastStackBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.MaxStackBytes, VmOptions.MostStackBytes,
            nameof(options));
        if (_options.Fuel is < 0) throw new ArgumentOutOfRangeException(nameof(options), "fuel is negative");
        InterpreterSelfTest.Run();
        _thread = new VmThread(program, _options);
        _table = _thread.ObservationTable();
        _thread.StartTiers(_table);
    }

    /// <summary>Its heap, for tests.</summary>
    internal GenerationalHeap Heap => _thread.Heap;

    /// <summary>One number for what is in its heap and its globals, for tests that compare runs.</summary>
    internal ulong Digest => HeapDigest.Of(_thread);

    /// <summary>What the machine has done so far.</summary>
    public VmStatistics Statistics => _thread.Statistics;

    /// <summary>Runs <c>main</c>, then frees what globals own, and reports what is left.</summary>
    /// <exception cref="InvalidOperationException">The program has no <c>main</c>, or the machine has ended.</exception>
    public RunResult Run()
    {
        LinkedFunction main = _program.FindFunction("main")
            ?? throw new InvalidOperationException($"module {_program.Name} has no function main");
        return OnOwnStack(() =>
        {
            RunResult result = Execute(main, []);
            if (result.Trap is not null || _thread.HostExit is not null) return result;
            int exitCode = result.Results.Count > 0 ? (int)result.Results[0] : 0;
            return Finish() is { } trap ? Failed(trap)
                : new RunResult(exitCode, null, LeakScan.Find(_thread), result.Results);
        });
    }

    /// <summary>Calls a function of the main module; its parameters and results must be numbers.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">The bits of the arguments.</param>
    /// <returns>Results as bits, or the trap. Globals keep what they own.</returns>
    /// <exception cref="ArgumentException">There is no such function, or the arguments do not fit it.</exception>
    public RunResult Call(string function, params ReadOnlySpan<ulong> arguments)
    {
        LinkedFunction target = _program.FindFunction(function)
            ?? throw new ArgumentException($"module {_program.Name} has no function {function}", nameof(function));
        foreach (LinkedType type in target.Signature.Parameters.Concat(target.Signature.Results))
        {
            if (type.Kind is < ValueKind.I32 or > ValueKind.F64)
                throw new ArgumentException($"{function} takes or returns more than numbers", nameof(function));
        }
        if (arguments.Length != target.Signature.Parameters.Length)
            throw new ArgumentException($"{function} takes {target.Signature.Parameters.Length} arguments", nameof(arguments));
        ulong[] values = arguments.ToArray();
        return OnOwnStack(() => Execute(target, values));
    }

    /// <summary>Releases heap, stack and code.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _ended = true;
        _thread.Dispose();
    }

    /// <summary>Compiled code takes native stack in proportion to the guest stack, so it gets a thread with as
    /// much.</summary>
    private RunResult OnOwnStack(Func<RunResult> body)
    {
        if (_thread.Compiled is not { } compiled) return body();
        return NativeStack.Run(compiled.Options.NativeStackBytes, limit =>
        {
            _thread.Context->NativeLimit = (byte*)limit;
            try
            {
                return body();
            }
            finally
            {
                _thread.AfterRun();
            }
        });
    }

    private RunResult Execute(LinkedFunction function, ReadOnlySpan<ulong> arguments)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ended) throw new InvalidOperationException("the machine has ended with a trap or by the program's own wish");
        int results = function.Signature.ResultSlots;
        Context* context = _thread.Context;
        ulong* baseFrame = _thread.Stack.Base;
        ulong* frame = _thread.StartFrame(function, results);
        arguments.CopyTo(new Span<ulong>(frame, arguments.Length));
        _thread.BeforeRun(function);
        _thread.StartClock();
        Interpreter.Run(_thread.Functions.Entry(function)->Code, frame, context, _table);
        if (_thread.HostExit is { } exitCode)
        {
            _ended = true;
            return new RunResult(exitCode, null, [], []);
        }
        if (context->Trap != 0) return Failed(TrapReport.Make(_thread));
        var values = new ulong[results];
        // One result was stored at the landing's slot, more are left at the start of the callee's frame.
        new ReadOnlySpan<ulong>(results == 1 ? baseFrame : frame, results).CopyTo(values);
        return new RunResult(0, null, [], values);
    }

    private RunResult Failed(Trap trap)
    {
        _ended = true;
        return new RunResult(trap.IsLimit ? RunResult.LimitExitCode : RunResult.TrapExitCode, trap, [], []);
    }

    /// <summary>Ends what globals own, with destructors, and the undead; the trap, if one of those destructors does
    /// wrong.</summary>
    private Trap? Finish()
    {
        foreach ((nint address, ValueKind kind) in _thread.Globals.LinearGlobals(_program))
        {
            byte* value = *(byte**)address;
            *(byte**)address = null;
            if (value == null) continue;
            if (kind == ValueKind.Con) _thread.Heap.ReleaseConstraint(value);
            else if (!_thread.FreeFromHost(value, _table)) return TrapReport.Make(_thread);
        }
        _thread.Heap.DrainUndead();
        while (_thread.Heap.TakeExpiredUndead() is var expired && expired != null)
        {
            if (!_thread.FreeFromHost(expired, _table)) return TrapReport.Make(_thread);
            _thread.Heap.DrainUndead();
        }
        return null;
    }
}
