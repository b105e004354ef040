using System.Reflection;
using System.Reflection.Emit;

namespace HgmVm.Compiled;

/// <summary>
/// Writes IL and counts what RyuJIT counts: past certain numbers it no longer optimises a method, which then runs
/// slower than interpreted code would be worth. The limits are its own (jit/jitconfigvalues.h, jit/compiler.h).
/// </summary>
internal sealed class IlWriter(ILGenerator il)
{
    private const int MostLocalReferences = 7900, MostLocals = 1900, MostBlocks = 1900, MostBytes = 58_000,
        MostInstructions = 19_500;

    private int _references;
    private int _locals;
    private int _blocks;
    private int _instructions;
    private Label[] _labels = new Label[32];
    private bool[] _isMarked = new bool[32];
    private int _labelCount;

    /// <summary>Why the JIT would not optimise this method; null while it would.</summary>
    public string? Excess =>
        _references > MostLocalReferences ? $"{_references} references to registers"
        : _locals > MostLocals ? $"{_locals} register words"
        : _blocks > MostBlocks ? $"{_blocks} blocks"
        : il.ILOffset > MostBytes ? $"{il.ILOffset} bytes of code"
        : _instructions > MostInstructions ? $"{_instructions} steps of code" : null;

    public int LocalCount => _locals;

    public LocalBuilder DeclareLocal(Type type)
    {
        _locals++;
        return il.DeclareLocal(type);
    }

    public Label DefineLabel()
    {
        Label label = il.DefineLabel();
        if (_labelCount == _labels.Length)
        {
            // Not Array.Resize, which would have to be compiled for labels at each start.
            var (labels, marked) = (new Label[2 * _labelCount], new bool[2 * _labelCount]);
            Array.Copy(_labels, labels, _labelCount);
            Array.Copy(_isMarked, marked, _labelCount);
            (_labels, _isMarked) = (labels, marked);
        }
        _labels[_labelCount++] = label;
        return label;
    }

    /// <summary>
    /// Makes a body that nobody will run, because it cannot be written to its end, one that can be stored with the
    /// others: a label that is jumped to has to be somewhere.
    /// </summary>
    public void Abandon()
    {
        for (int i = 0; i < _labelCount; i++)
            if (!_isMarked[i]) il.MarkLabel(_labels[i]);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Throw);
    }

    public void Mark(Label label)
    {
        _blocks++;
        _isMarked[label.Id] = true;
        il.MarkLabel(label);
    }

    public void Emit(OpCode op)
    {
        _instructions++;
        il.Emit(op);
    }

    public void Branch(OpCode op, Label target)
    {
        _instructions++;
        _blocks++;
        il.Emit(op, target);
    }

    public void Switch(Label[] targets)
    {
        _instructions++;
        _blocks += targets.Length + 1;
        il.Emit(OpCodes.Switch, targets);
    }

    public void Load(LocalBuilder local)
    {
        Refer();
        il.Emit(OpCodes.Ldloc, local);
    }

    public void LoadAddress(LocalBuilder local)
    {
        Refer();
        il.Emit(OpCodes.Ldloca, local);
    }

    public void Store(LocalBuilder local)
    {
        Refer();
        il.Emit(OpCodes.Stloc, local);
    }

    public void LoadArgument(int index)
    {
        Refer();
        il.Emit(OpCodes.Ldarg, (short)index);
    }

    public void StoreArgument(int index)
    {
        Refer();
        il.Emit(OpCodes.Starg, (short)index);
    }

    public void Constant(int value)
    {
        _instructions++;
        il.Emit(OpCodes.Ldc_I4, value);
    }

    public void Constant(long value)
    {
        _instructions++;
        if (value == (int)value)
        {
            il.Emit(OpCodes.Ldc_I4, (int)value);
            il.Emit(OpCodes.Conv_I8);
        }
        else il.Emit(OpCodes.Ldc_I8, value);
    }

    public void Constant(double value)
    {
        _instructions++;
        il.Emit(OpCodes.Ldc_R8, value);
    }

    public void Constant(float value)
    {
        _instructions++;
        il.Emit(OpCodes.Ldc_R4, value);
    }

    /// <summary>An address that is fixed while the code lives.</summary>
    public unsafe void Address(void* address)
    {
        _instructions += 2;
        il.Emit(OpCodes.Ldc_I8, (long)address);
        il.Emit(OpCodes.Conv_I);
    }

    public void Call(MethodInfo method)
    {
        _instructions++;
        il.Emit(OpCodes.Call, method);
    }

    public void Field(OpCode op, FieldInfo field)
    {
        _instructions++;
        il.Emit(op, field);
    }

    /// <summary>Calls the address on the stack.</summary>
    public void CallAddress(Shape shape, bool tail = false)
    {
        _instructions++;
        if (tail) il.Emit(OpCodes.Tailcall);
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, shape.ClrResult, shape.ClrParameters, null);
    }

    private void Refer()
    {
        _instructions++;
        _references++;
    }
}
