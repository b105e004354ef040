using System.Runtime.ExceptionServices;

namespace HgmVm.Compiled;

/// <summary>Runs something on a thread with a large stack, and waits for it.</summary>
internal static unsafe class NativeStack
{
    /// <param name="bytes">Bytes of the stack; only what is used takes memory.</param>
    /// <param name="body">Is given the address below which only <see cref="CompileOptions.ReservedBytes"/> are left.</param>
    public static TResult Run<TResult>(long bytes, Func<nint, TResult> body)
    {
        TResult? result = default;
        ExceptionDispatchInfo? problem = null;
        var thread = new Thread(() =>
        {
            byte here;
            try
            {
                result = body((nint)(&here) - (nint)bytes + CompileOptions.ReservedBytes);
            }
            catch (Exception exception)
            {
                problem = ExceptionDispatchInfo.Capture(exception);
            }
        }, (int)bytes)
        {
            Name = "HgmVm",
        };
        thread.Start();
        thread.Join();
        problem?.Throw();
        return result!;
    }
}
