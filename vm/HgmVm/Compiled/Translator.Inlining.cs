using System.Reflection.Emit;
using HgmVm.Elision;
using HgmVm.Isa;

namespace HgmVm.Compiled;

/// <summary>
/// Calls that are replaced by the code of the callee. Its frame is where it would be, but nothing is stored there for
/// the call: a site in inlined code knows the site of the call.
/// </summary>
internal sealed unsafe partial class Translator
{
    private bool Inline(InlinePlan plan, Instruction landing, ushort[] arguments)
    {
        var call = new InlinedCall(this, NewSite(landing.A), landing, arguments, _il.DefineLabel());
        var body = new Translator(_unit, plan, _il, -1, null, call);
        if (body.WriteCode() is not null) return false;
        _il.Mark(call.End);
        return true;
    }

    /// <summary>A parameter that the code does not change is the same local or argument as in the caller: while inlined
    /// code runs, nothing else changes that.</summary>
    private void ShareArguments(InlinedCall call)
    {
        HashSet<int> written = WrittenSlots();
        for (int slot = 0; slot < call.Arguments.Length; slot++)
        {
            int given = call.Arguments[slot];
            if (_shape.Arguments[slot] == 0 || written.Contains(slot) || _holders[slot]) continue;
            if (call.Caller._types[given] != _types[slot]) continue;
            _arguments[slot] = call.Caller._arguments[given];
            _locals[slot] = call.Caller._locals[given];
        }
    }

    /// <summary>The other parameters start as copies. What they hold the caller shows, as for any call.</summary>
    private void CopyArguments(InlinedCall call)
    {
        for (int slot = 0; slot < call.Arguments.Length; slot++)
        {
            int given = call.Arguments[slot];
            bool isShared = _arguments[slot] > 0 || _locals[slot] == call.Caller._locals[given];
            if (_shape.Arguments[slot] == 0 || isShared) continue;
            call.Caller.Load(given, _types[slot]);
            _il.Store(_locals[slot]!);
        }
    }

    /// <summary>The slots of registers that the function gives another value, or moves one from.</summary>
    private HashSet<int> WrittenSlots()
    {
        var slots = new HashSet<int>();
        List<Instruction> code = _function.Definition.Code;
        for (int position = 0; position < code.Count;)
        {
            foreach (int register in CodeShape.Written(code, position))
                for (int word = 0; word < _registerWords[_layout.SlotOf(register)]; word++)
                    slots.Add(_layout.SlotOf(register) + word);
            position += OpcodeTable.Row(code[position].Opcode).WordCount(code[position]);
        }
        return slots;
    }

    /// <summary>The call that inlined code stands for.</summary>
    /// <param name="Caller">The code around it.</param>
    /// <param name="Site">The place of the call.</param>
    /// <param name="Landing">Where the callee's frame is, and where a result goes.</param>
    /// <param name="Arguments">Slots of the caller.</param>
    /// <param name="End">Behind the inlined code.</param>
    private sealed record InlinedCall(Translator Caller, int Site, Instruction Landing, ushort[] Arguments, Label End);

    /// <summary>Code that stands behind that of the method.</summary>
    /// <param name="Owner">The function that it belongs to.</param>
    /// <param name="Label">Where it starts.</param>
    /// <param name="Word">The instruction that it belongs to.</param>
    /// <param name="Emit">Writes it.</param>
    private sealed record ColdBlock(Translator Owner, Label Label, int Word, Action Emit)
    {
        public void Write()
        {
            (Owner._word, Owner._at) = (Word, Owner._code.Words[Word]);
            Owner._il.Mark(Label);
            Emit();
        }
    }
}
