using HgmVm.Isa;

namespace HgmVm.Bytecode;

/// <summary>
/// Writes a module in the binary form (<c>vm/docs/bytecode-format.md</c>). Every module has exactly one encoding, so
/// equal modules give equal bytes.
/// </summary>
public static class ModuleWriter
{
    /// <summary>The bytes of a module, which need not be a valid one: tables are written as they stand.</summary>
    /// <exception cref="ArgumentException">The form cannot hold an entry: a negative index, or lines out of order.</exception>
    public static byte[] Write(Module m)
    {
        ArgumentNullException.ThrowIfNull(m);
        var w = new ByteWriter();
        w.Bytes(BinaryFormat.Magic);
        w.Fixed32(BinaryFormat.Version);
        w.Fixed32(0);
        WriteSection(w, Section.Module, () => WriteModule(w, m));
        WriteSection(w, Section.Structs, () => WriteAll(w, m.Structs, WriteStruct));
        WriteSection(w, Section.HeapTypes, () => WriteAll(w, m.HeapTypes, WriteHeapType));
        WriteSection(w, Section.Signatures, () => WriteAll(w, m.Signatures, WriteSignature));
        WriteSection(w, Section.Globals, () => WriteAll(w, m.Globals, WriteGlobal));
        WriteSection(w, Section.Strings, () => WriteAll(w, m.Strings, static (w, bytes) => w.Blob(bytes)));
        WriteSection(w, Section.Paths, () => WriteAll(w, m.Paths, WritePath));
        WriteSection(w, Section.Functions, () => WriteAll(w, m.Functions, WriteFunction));
        WriteSection(w, Section.Code, () => { foreach (FunctionDefinition f in m.Functions) WriteCode(w, f); });
        WriteSection(w, Section.Lines, () => { foreach (FunctionDefinition f in m.Functions) WriteLines(w, f); });
        WriteSection(w, Section.Implementations, () => WriteAll(w, m.Implementations, WriteImplementation));
        w.Patch32(BinaryFormat.HeaderBytes - 4, Crc32C.Compute(w.From(BinaryFormat.HeaderBytes)));
        return w.ToArray();
    }

    private static void WriteSection(ByteWriter w, Section section, Action writeBody)
    {
        w.Byte((byte)section);
        w.Fixed32(0);
        int start = w.Length;
        writeBody();
        w.Patch32(start - 4, (uint)(w.Length - start));
    }

    private static void WriteAll<T>(ByteWriter w, IReadOnlyList<T> entries, Action<ByteWriter, T> write)
    {
        w.Number(entries.Count);
        for (int i = 0; i < entries.Count; i++) write(w, entries[i]);
    }

    private static void WriteModule(ByteWriter w, Module m)
    {
        w.Text(m.Name);
        w.Byte((byte)m.Mode);
        w.Byte(m.AllowsSoftTethers ? BinaryFormat.SoftTetherFlag : (byte)0);
        w.Text(m.SourceName);
        WriteAll(w, m.AllowFast, static (w, name) => w.Text(name));
        WriteAll(w, m.Imports, static (w, name) => w.Text(name));
    }

    private static void WriteStruct(ByteWriter w, StructDefinition s)
    {
        w.Byte((byte)((s.Module is null ? 0 : BinaryFormat.ImportedFlag)
            | (s.Destructor is null ? 0 : BinaryFormat.DestructorFlag)
            | (s.IsUnion ? BinaryFormat.UnionFlag : 0)
            | (s.IsInterface ? BinaryFormat.InterfaceFlag : 0)));
        if (s.Module is not null) w.Text(s.Module);
        w.Text(s.Name);
        if (s.Destructor is int destructor) w.Number(destructor);
        WriteMode(w, s.Mode);
        w.Number(s.Line);
        if (s.IsUnion)
        {
            WriteAll(w, s.Variants, static (w, variant) => w.Number(variant));
            return;
        }
        WriteAll(w, s.Fields, static (w, field) =>
        {
            w.Text(field.Name);
            WriteType(w, field.Type);
            w.Byte((byte)((field.IsFinal ? BinaryFormat.FinalFlag : 0)
                | (field.IsUnique ? BinaryFormat.UniqueFlag : 0)));
        });
    }

    private static void WriteHeapType(ByteWriter w, HeapType type)
    {
        w.Byte(type.IsDense ? BinaryFormat.DenseArrayKind : (byte)((int)type.Kind + (type.HasFinalElements ? 1 : 0)));
        if (type.IsFixed) w.Number(type.Count);
        if (type.IsStruct) w.Number(type.StructIndex);
        else WriteType(w, type.Element);
    }

    private static void WriteSignature(ByteWriter w, Signature signature)
    {
        WriteAll(w, signature.Parameters, WriteType);
        WriteAll(w, signature.Results, WriteType);
    }

    private static void WriteGlobal(ByteWriter w, GlobalDefinition global)
    {
        w.Text(global.Name);
        WriteType(w, global.Type);
        w.Fixed64(global.InitialBits);
    }

    private static void WritePath(ByteWriter w, FieldPath path)
    {
        w.Number(path.StructIndex);
        WriteAll(w, path.Fields, static (w, field) => w.Number(field));
    }

    private static void WriteFunction(ByteWriter w, FunctionDefinition f)
    {
        w.Byte((byte)f.Kind);
        if (f.Kind == FunctionKind.Imported) w.Text(f.Module ?? "");
        w.Text(f.Name);
        w.Number(f.Signature);
        WriteAll(w, f.Registers, static (w, register) =>
        {
            w.Text(register.Name);
            WriteType(w, register.Type);
            WriteMode(w, register.Mode);
        });
    }

    private static void WriteImplementation(ByteWriter w, ImplementationDefinition implementation)
    {
        w.Byte(implementation.IsImported ? BinaryFormat.ImportedFlag : (byte)0);
        w.Number(implementation.Interface);
        w.Number(implementation.Struct);
        w.Number(implementation.Line);
        WriteAll(w, implementation.Methods, static (w, function) => w.Number(function));
    }

    private static void WriteCode(ByteWriter w, FunctionDefinition f)
    {
        w.Number(f.Code.Count);
        foreach (Instruction instruction in f.Code) w.Fixed64(instruction.Word);
    }

    private static void WriteLines(ByteWriter w, FunctionDefinition f)
    {
        w.Number(f.Lines.Count);
        LineEntry previous = default;
        foreach (LineEntry entry in f.Lines)
        {
            w.Number(entry.Position - previous.Position);
            w.Signed(entry.Line - previous.Line);
            previous = entry;
        }
    }

    private static void WriteType(ByteWriter w, ValueType type)
    {
        w.Byte((byte)type.Kind);
        if (type.Kind >= ValueKind.Function) w.Number(type.Index);
    }

    private static void WriteMode(ByteWriter w, Mode? mode) => w.Byte(mode is Mode set ? (byte)(set + 1) : (byte)0);
}
