using System.Runtime.InteropServices;
using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Tests.Execution;

/// <summary>A pair that one handler executes does what its two instructions do one after the other.</summary>
public unsafe class FusedPairTests
{
    private const int Registers = 8, FirstIndex = 4, Pointer = 6, BlockBytes = 128, Rounds = 200;

    public static TheoryData<int> Pairs() => [.. Enumerable.Range(0, FusedPairs.All.Length)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_pair_does_what_its_instructions_do(int index)
    {
        FusedPair pair = FusedPairs.All[index];
        // Calls and returns need frames around them: the suite of programs runs them, warm and cold.
        if (pair.Second is Opcode.XCall1 or Opcode.XRet1) return;
        Interpreter.Prepare(pair.First);
        Interpreter.Prepare(pair.Second);
        Interpreter.Prepare(Opcode.XConst32);
        Interpreter.Prepare(Opcode.XHalt);
        Interpreter.PreparePair(index);
        var random = new Random(index);
        for (int round = 0; round < Rounds; round++)
        {
            Instruction[] code = Code(pair, random);
            ulong[] values = [.. Enumerable.Range(0, Registers)
                .Select(register => Value(register, TakesFloats(pair), random))];
            byte[] apart = Run(code, values);
            code[0].Op = (ushort)(OpcodeLimits.FirstFused + index);
            Assert.Equal(apart, Run(code, values));
        }
    }

    [Fact]
    public void Every_handler_is_found_at_its_code()
    {
        const nint Unknown = -1;
        Assert.Empty(OpcodeTable.Rows.Where(row => row.IsInternal)
            .Where(row => HandlerAddresses.Direct(row.Opcode.ToString(), Unknown) == Unknown)
                .Select(row => row.Mnemonic));
    }

    [Fact]
    public void No_pair_is_listed_twice() => Assert.Equal(FusedPairs.All.Length, FusedPairs.All.Distinct().Count());

    /// <summary>The two words, a way for a branch to go, and an end for either way.</summary>
    private static Instruction[] Code(FusedPair pair, Random random)
    {
        OpcodeRow second = OpcodeTable.Row(pair.Second);
        Instruction one = Word(pair.First, random), two = Word(pair.Second, random);
        if (pair.Chain != 0) two =
            new Instruction(two.Word & ~(0xFFFFUL << (16 * pair.Chain)) | (ulong)one.A << (16 * pair.Chain));
        if (second.Flow == Flow.Branch) two.C = 3;
        return
        [
            one, two,
            Instruction.WithLiteral(Opcode.XConst32, FirstIndex, 1), new Instruction(Opcode.XHalt),
            Instruction.WithLiteral(Opcode.XConst32, FirstIndex, 2), new Instruction(Opcode.XHalt),
        ];
    }

    private static Instruction Word(Opcode op, Random random)
    {
        OpcodeRow row = OpcodeTable.Row(op);
        ulong word = (ulong)op;
        for (int i = 0; i < row.OperandCount; i++) word |= (ulong)Operand(row, i, random) << (16 * (i + 1));
        return new Instruction(word);
    }

    private static ushort Operand(OpcodeRow row, int index, Random random) => row[index] switch
    {
        { Role: OperandRole.Plain } => (ushort)(8 * random.Next(ArrayObject.SizeBytes / 8, BlockBytes / 8)),
        { Role: OperandRole.Imm16 } => (ushort)random.Next(1, 40),
        { Class: OperandClass.Own } => Pointer,
        { Role: OperandRole.Use } when index == IndexPlace(row) => (ushort)random.Next(FirstIndex, Pointer),
        _ => (ushort)random.Next(FirstIndex),
    };

    /// <summary>An element opcode has its index right behind the array.</summary>
    private static int IndexPlace(OpcodeRow row)
    {
        if (!row.Mnemonic.StartsWith("array.", StringComparison.Ordinal)) return -1;
        return row[0].Class == OperandClass.Own ? 1 : 2;
    }

    // Which of two NaNs a sum hands on is the machine's choice, so there are none among the operands.
    private static ulong Value(int register, bool floats, Random random) => register switch
    {
        >= FirstIndex => (ulong)random.Next(8),
        _ when !floats => (ulong)random.NextInt64(-20, 20),
        _ when random.Next(2) == 0 => BitConverter.DoubleToUInt64Bits(random.NextDouble() * 100 - 50),
        _ => (ulong)random.Next(20),
    };

    private static bool TakesFloats(FusedPair pair) =>
        new[] { pair.First, pair.Second }.Any(op =>
            OpcodeTable.Row(op).Mnemonic.Contains("f64", StringComparison.Ordinal));

    /// <summary>Registers and memory after the code has run, the memory an array of eight words at its start.</summary>
    private static byte[] Run(Instruction[] code, ulong[] values)
    {
        var block = (byte*)NativeMemory.AllocZeroed(BlockBytes);
        try
        {
            *(ArrayObject*)block = new ArrayObject { Length = 8, Capacity = 8,
                Elements = block + ArrayObject.SizeBytes };
            for (int i = ArrayObject.SizeBytes; i < BlockBytes; i++) block[i] = (byte)(i * 7);
            ulong[] registers = [.. values];
            registers[Pointer] = (ulong)block;
            var context = new Context { Fuel = 100, Handlers = Interpreter.Handlers };
            fixed (Instruction* pc = code)
            fixed (ulong* r = registers)
                Interpreter.Run(pc, r, &context, Interpreter.Handlers);
            registers[Pointer] = 0;
            return [.. MemoryMarshal.AsBytes(registers.AsSpan()), .. new Span<byte>(block + ArrayObject.SizeBytes,
                BlockBytes - ArrayObject.SizeBytes)];
        }
        finally
        {
            NativeMemory.Free(block);
        }
    }
}
