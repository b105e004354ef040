namespace HgmVm.Peers;

/// <summary>A program could not be built or run; the message says which and why.</summary>
internal sealed class FailedRunException(string message) : Exception(message);
