using HgmVm.Bytecode;
using HgmVm.Hosting;

namespace HgmVm.Tests.Hosting;

public class HostFunctionsTests
{
    private static readonly HostSignature s_none = new([], []);

    [Fact]
    public void Arguments_of_every_type_arrive_and_results_leave()
    {
        var functions = new HostFunctions().Add("t.all",
            new HostSignature([HostType.I32, HostType.Bytes, HostType.F32, HostType.F64, HostType.I64],
                [HostType.I64, HostType.F32, HostType.I32, HostType.F64]),
            call =>
            {
                call.Set(0, call.I32(0) + call.Length(1) + call.I64(4));
                call.Set(1, call.F32(2));
                call.Set(2, -1);
                call.Set(3, call.F64(3));
                call.Span<byte>(1)[0] = 9;
            });
        byte[] bytes = [1, 2, 3];
        ulong[] results = HostCaller.Call(functions, "t.all", -5, bytes, 1.5f, -2.5, 1L << 40);
        Assert.Equal((1L << 40) - 2, (long)results[0]);
        Assert.Equal(BitConverter.SingleToUInt32Bits(1.5f), results[1]);
        Assert.Equal(0xFFFF_FFFFUL, results[2]);
        Assert.Equal(-2.5, BitConverter.UInt64BitsToDouble(results[3]));
        Assert.Equal([9, 2, 3], bytes);
    }

    [Fact]
    public void A_result_that_is_not_set_is_zero()
    {
        var functions = new HostFunctions().Add("t.lazy", new HostSignature([], [HostType.I64]), _ => { });
        Assert.Equal([0UL], HostCaller.Call(functions, "t.lazy"));
    }

    [Fact]
    public void Any_exception_becomes_a_failure_with_the_name_of_the_function()
    {
        var functions = new HostFunctions()
            .Add("t.fail", s_none, call => call.Fail("out of luck"))
            .Add("t.throw", s_none, _ => throw new FormatException("odd"));
        Assert.Equal("t.fail: out of luck", HostCaller.Fail(functions, "t.fail"));
        Assert.Equal("t.throw: odd", HostCaller.Fail(functions, "t.throw"));
    }

    [Fact]
    public void Exit_ends_the_run_with_its_code()
    {
        var functions = new HostFunctions().Add("t.exit", s_none, call => call.Exit(7));
        HostOutcome outcome = HostCaller.TryCall(functions, "t.exit", out _, out string? message, out int exitCode);
        Assert.Equal((HostOutcome.Exited, null, 7), (outcome, message, exitCode));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    [InlineData(0, -1)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void A_range_outside_an_array_fails(long from, long count)
    {
        var functions = new HostFunctions().Add("t.range",
            new HostSignature([HostType.Bytes, HostType.I64, HostType.I64], []),
            call => call.Span<byte>(0, call.I64(1), call.I64(2)).Clear());
        HostCaller.FailSaying("of an array of 3", functions, "t.range", new byte[3], from, count);
    }

    [Fact]
    public void A_null_borrow_and_wrong_types_fail_instead_of_reading_memory()
    {
        var functions = new HostFunctions()
            .Add("t.null", new HostSignature([HostType.Bytes], []), call => call.Span<byte>(0).Clear())
            .Add("t.element", new HostSignature([HostType.Bytes], []), call => call.Span<long>(0).Clear())
            .Add("t.scalar", new HostSignature([HostType.I32], []), call => call.I64(0))
            .Add("t.result", new HostSignature([], [HostType.F64]), call => call.Return(1L))
            .Add("t.index", s_none, call => call.I32(0));
        HostCaller.FailSaying("null borrow", functions, "t.null", DBNull.Value);
        HostCaller.FailSaying("not of Int64", functions, "t.element", new byte[8]);
        HostCaller.FailSaying("is i32, not I64", functions, "t.scalar", 1);
        HostCaller.FailSaying("is f64, not I64", functions, "t.result");
        HostCaller.FailSaying("t.index: ", functions, "t.index");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("io.")]
    [InlineData("io write")]
    [InlineData("io.2write")]
    public void Names_that_no_program_can_spell_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new HostFunctions().Add(name, s_none, _ => { }));

    [Fact]
    public void A_second_function_of_a_name_is_refused()
    {
        HostFunctions functions = new HostFunctions().Add("math.sin", Math.Sin);
        Assert.Throws<ArgumentException>(() => functions.Add("math.sin", Math.Cos));
        Assert.Equal(["math.sin"], functions.Names);
        Assert.True(functions.TryGetSignature("math.sin", out HostSignature? signature));
        Assert.Equal("(f64) -> f64", signature.ToString());
    }

    [Fact]
    public void Types_that_hosts_cannot_handle_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new HostSignature([new HostType(ValueKind.Own)], []));
        Assert.Throws<ArgumentException>(() => new HostSignature([new HostType(ValueKind.U8)], []));
        Assert.Throws<ArgumentException>(() => new HostSignature([new HostType(ValueKind.Borrow, ValueKind.Own)], []));
        Assert.Throws<ArgumentException>(() => new HostSignature([], [HostType.Bytes]));
        Assert.Throws<ArgumentException>(() => HostType.BorrowArray(ValueKind.Ref));
        Assert.Throws<ArgumentException>(() => new HostSignature([.. Enumerable.Repeat(HostType.I32, 256)], []));
    }

    [Fact]
    public void A_signature_matches_the_declaration_that_says_the_same()
    {
        var module = new Module("m");
        module.HeapTypes.Add(HeapType.Array(new(ValueKind.U8)));
        module.HeapTypes.Add(HeapType.Array(new(ValueKind.I64)));
        module.HeapTypes.Add(HeapType.Struct(0));
        var signature = new HostSignature([HostType.I32, HostType.Bytes], [HostType.I64]);
        Assert.Equal("(i32, borrow array u8) -> i64", signature.ToString());
        Assert.True(signature.Matches(module, Declared(ValueKind.I32, 0, ValueKind.I64)));
        Assert.False(signature.Matches(module, Declared(ValueKind.I32, 1, ValueKind.I64)));
        Assert.False(signature.Matches(module, Declared(ValueKind.I32, 2, ValueKind.I64)));
        Assert.False(signature.Matches(module, Declared(ValueKind.I64, 0, ValueKind.I64)));
        Assert.False(signature.Matches(module, Declared(ValueKind.I32, 0, ValueKind.I32)));
        Assert.False(signature.Matches(module, new Signature([new(ValueKind.I32)], [new(ValueKind.I64)])));
    }

    private static Signature Declared(ValueKind first, ushort heapType, ValueKind result) =>
        new([new(first), new(ValueKind.Borrow, heapType)], [new(result)]);
}
