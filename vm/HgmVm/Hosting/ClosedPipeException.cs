namespace HgmVm.Hosting;

/// <summary>
/// Nobody reads from the other end of a pipe. A stream given to <see cref="StandardHostOptions"/> throws it, or anything
/// derived from it, to say so: unlike other failures of an output it ends a program without a word.
/// </summary>
public class ClosedPipeException(string message = "nobody reads it any more") : IOException(message);
