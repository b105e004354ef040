namespace HgmVm.Bytecode;

/// <summary>How strict the steps of a module's code are (design section 5, M18). What counts is the module that
/// executes the step.</summary>
public enum Mode : byte
{
    /// <summary>Dead references trap at their use; tethered objects that are freed wait in the undead cycle. The
    /// default.</summary>
    Resilient,

    /// <summary>As resilient, but freeing something tethered or constrained traps at the free: for
    /// development.</summary>
    Normal,

    /// <summary>No liveness checks: for code that proved itself, and only with the owner's permission.</summary>
    Fast,
}
