using System.Runtime.InteropServices;
using HgmVm.Hosting;
using HgmVm.Memory;

namespace HgmVm.Tests.Hosting;

/// <summary>Calls host functions the way running code does, with slots it laid out itself.</summary>
internal static unsafe class HostCaller
{
    /// <summary>The result slots of a call that has to return normally.</summary>
    public static ulong[] Call(HostFunctions functions, string name, params object[] arguments)
    {
        HostOutcome outcome = TryCall(functions, name, out ulong[] results, out string? message, out _, arguments);
        Assert.True(outcome == HostOutcome.Returned, $"{name} came back with {outcome}: {message}");
        return results;
    }

    /// <summary>The message of a call that has to fail.</summary>
    public static string Fail(HostFunctions functions, string name, params object[] arguments)
    {
        Assert.Equal(HostOutcome.Failed, TryCall(functions, name, out _, out string? message, out _, arguments));
        return message!;
    }

    /// <summary>Makes a call that has to fail and checks what its message contains.</summary>
    public static void FailSaying(string expected, HostFunctions functions, string name, params object[] arguments) =>
        Assert.Contains(expected, Fail(functions, name, arguments), StringComparison.Ordinal);

    public static HostOutcome TryCall(HostFunctions functions, string name, out ulong[] results, out string? message,
        out int exitCode, params object[] arguments)
    {
        HostBinding binding = functions.Find(name) ?? throw new ArgumentException($"no host function {name}");
        ulong* slots = stackalloc ulong[binding.Signature.ParameterSlotCount + 1];
        var objects = new List<GuestArray>();
        try
        {
            for (int i = 0; i < arguments.Length; i++)
                Store(slots + binding.Signature.Slots[i], arguments[i], objects);
            results = new ulong[binding.Signature.Results.Count];
            Array.Fill(results, ulong.MaxValue);
            fixed (ulong* resultSlots = results)
                return binding.Invoke(slots, resultSlots, default, out message, out exitCode);
        }
        finally
        {
            foreach (GuestArray array in objects) array.CopyBackAndFree();
        }
    }

    // Scalars get rubbish in the upper half where only the lower counts: a body must not look at it.
    private static void Store(ulong* slot, object argument, List<GuestArray> objects)
    {
        const ulong Rubbish = 0xDEAD_BEEF_0000_0000;
        switch (argument)
        {
            case int value: *slot = Rubbish | (uint)value; break;
            case long value: *slot = (ulong)value; break;
            case float value: *slot = Rubbish | BitConverter.SingleToUInt32Bits(value); break;
            case double value: *slot = BitConverter.DoubleToUInt64Bits(value); break;
            case byte[] bytes:
                var array = new GuestArray(bytes);
                objects.Add(array);
                *(Borrow*)slot = new Borrow { Object = array.Payload };
                break;
            case DBNull: *(Borrow*)slot = default; break;
            default: throw new ArgumentException($"no slots for {argument}");
        }
    }

    private sealed class GuestArray
    {
        private readonly byte[] _bytes;

        public GuestArray(byte[] bytes)
        {
            _bytes = bytes;
            Payload = (byte*)NativeMemory.AllocZeroed((nuint)(ArrayObject.SizeBytes + bytes.Length + 1));
            *(ArrayObject*)Payload = new ArrayObject
            {
                Length = bytes.Length,
                Capacity = bytes.Length,
                Elements = Payload + ArrayObject.SizeBytes,
            };
            bytes.CopyTo(new Span<byte>(Payload + ArrayObject.SizeBytes, bytes.Length));
        }

        public byte* Payload { get; }

        public void CopyBackAndFree()
        {
            new Span<byte>(Payload + ArrayObject.SizeBytes, _bytes.Length).CopyTo(_bytes);
            NativeMemory.Free(Payload);
        }
    }
}
