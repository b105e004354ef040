namespace HgmVm.Isa;

/// <summary>
/// The executable opcodes that differ by tier, because they touch control flow, frames or the heap's slow paths. Every
/// tier implements this interface: the interpreter answers with the address of a handler, a compiler by emitting code.
/// </summary>
internal interface IControlOps<TResult>
{
    [Op(0x400, "x.halt", "leave the interpreter", Flow = Flow.Stop)]
    TResult Halt();
}
