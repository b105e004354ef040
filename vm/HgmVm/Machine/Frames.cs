namespace HgmVm.Machine;

/// <summary>
/// How frames stand on the guest stack, in eight-byte slots. A frame is addressed by its first register; the three
/// words below are its linkage.
/// <code>
///   ... caller's registers and temporaries | function | caller | return | registers of this frame ...
///                                            -3         -2       -1       0
/// </code>
/// </summary>
internal static class Frames
{
    /// <summary>The landing word of the call; code goes on behind it.</summary>
    public const int Return = -1;

    /// <summary>Registers of the calling frame; null in the first frame of a run.</summary>
    public const int Caller = -2;

    /// <summary>The <see cref="FunctionEntry"/> whose frame this is.</summary>
    public const int Function = -3;

    /// <summary>Slots between the end of one frame and the registers of the next one.</summary>
    public const int LinkageSlots = 3;

    /// <summary>Room for the results of a host function, before its arguments: the two must not overlap.</summary>
    public const int HostResultSlots = 256;

    /// <summary>Slots above every frame that return and tail call may use to shuffle values.</summary>
    public const int HeadroomSlots = 4096;
}
