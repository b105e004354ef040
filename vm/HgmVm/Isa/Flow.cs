namespace HgmVm.Isa;

/// <summary>Where control goes after an instruction.</summary>
public enum Flow : byte
{
    /// <summary>To the next instruction.</summary>
    Next,

    /// <summary>To the next instruction or to the label.</summary>
    Branch,

    /// <summary>Always to the label.</summary>
    Jump,

    /// <summary>To one of the labels in the extension words.</summary>
    Switch,

    /// <summary>Into a function and back to the next instruction.</summary>
    Call,

    /// <summary>Back to the caller: the function ends here.</summary>
    Return,

    /// <summary>Nowhere: the instruction always traps.</summary>
    Stop,
}

/// <summary>What stands in the words after an instruction.</summary>
public enum Extension : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One word with the operands d, e, f and g.</summary>
    Operands,

    /// <summary>One word with a 64-bit literal.</summary>
    Literal,

    /// <summary>b argument registers followed by c result registers, four to a word.</summary>
    Call,

    /// <summary>a registers, four to a word.</summary>
    Values,

    /// <summary>b labels, four to a word; the first is the default.</summary>
    Labels,
}
