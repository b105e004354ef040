namespace HgmVm.Verification;

/// <summary>The portable opcodes whose effect on registers is just what their row says.</summary>
internal sealed partial class FlowEffects
{
    public bool Nop() => ByRow();

    public bool Jmp() => ByRow();

    public bool BrNz() => ByRow();

    public bool BrZ() => ByRow();

    public bool Switch() => ByRow();

    public bool Trap() => ByRow();

    public bool Unreachable() => ByRow();

    public bool ConstI32() => ByRow();

    public bool ConstI64() => ByRow();

    public bool ConstF32() => ByRow();

    public bool ConstF64() => ByRow();

    public bool Func() => ByRow();

    public bool Str() => ByRow();

    public bool Null() => ByRow();

    public bool Free() => ByRow();

    public bool Ld() => ByRow();

    public bool Take() => ByRow();

    public bool Full() => ByRow();

    public bool Make() => ByRow();

    public bool Tag() => ByRow();

    public bool RefField() => ByRow();

    public bool Release() => ByRow();

    public bool Alive() => ByRow();

    public bool Check() => ByRow();

    public bool ArrayNew() => ByRow();

    public bool ArrayLen() => ByRow();

    public bool ArrayLd() => ByRow();

    public bool ArraySt() => ByRow();

    public bool ArrayTake() => ByRow();

    public bool ArrayPut() => ByRow();

    public bool ArrayReplace() => ByRow();

    public bool ArrayFull() => ByRow();

    public bool ArrayRef() => ByRow();

    public bool ArrayPush() => ByRow();

    public bool ArrayPop() => ByRow();

    public bool ArrayInsert() => ByRow();

    public bool ArrayRemove() => ByRow();

    public bool ArraySwap() => ByRow();

    public bool ArrayFill() => ByRow();

    public bool ArrayCopy() => ByRow();

    public bool ArrayResize() => ByRow();

    public bool ArrayLdField() => ByRow();

    public bool ArrayStField() => ByRow();

    public bool TagField() => ByRow();

    public bool ArrayTag() => ByRow();

    public bool ArrayTagField() => ByRow();

    public bool ArrayReplaceField() => ByRow();

    public bool ArrayPass() => ByRow();

    public bool ArrayTakeField() => ByRow();

    public bool ArrayPutField() => ByRow();

    public bool ArrayFullField() => ByRow();

    public bool GlobalLd() => ByRow();

    public bool GlobalSt() => ByRow();

    public bool GlobalTake() => ByRow();

    public bool GlobalPut() => ByRow();

    public bool GlobalFull() => ByRow();

    public bool GlobalRef() => ByRow();
}
