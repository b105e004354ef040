using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Lowering;

/// <summary>Code for a host function, so that a function reference to it can be called like any other.</summary>
internal static class HostWrapper
{
    public static LoweredCode Lower(LinkedFunction function, ILoweringTargets targets)
    {
        int arguments = function.Signature.ParameterSlots, results = function.Signature.ResultSlots;
        int frameSlots = Math.Max(1, Math.Max(arguments, results));
        var code = new CodeBuilder();
        Emit(Opcode.XCallHost, arguments);
        code.FrameDistance(2);
        code.EmitWord((ulong)(uint)function.Number << 32);
        code.EmitList([.. Enumerable.Range(0, arguments)]);
        if (results > 0)
        {
            Emit(Opcode.XResults, results);
            code.FrameDistance(2);
            code.EmitList([.. Enumerable.Range(0, results)]);
        }
        if (results == 0) Emit(Opcode.XRet0, 0);
        else if (results == 1) Emit(Opcode.XRet1, 0);
        else
        {
            Emit(Opcode.XRetN, results);
            code.EmitList([.. Enumerable.Range(0, results)]);
        }
        return code.Finish(frameSlots, Frames.LinkageSlots);

        void Emit(Opcode op, int a)
        {
            targets.Require(op);
            code.Emit(op, a);
        }
    }
}
