using System.IO.Pipes;
using HgmVm.Hosting;

namespace HgmVm.Tests.Hosting;

/// <summary>Waiting for streams no longer than a run may.</summary>
public sealed class PatientStreamTests : IDisposable
{
    private readonly AnonymousPipeServerStream _source = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _end;

    public PatientStreamTests() => _end = new AnonymousPipeClientStream(PipeDirection.In, _source.ClientSafePipeHandle);

    private static Deadline Soon => new(TimeSpan.FromMilliseconds(30));

    private static Deadline Later => new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _source.Dispose();
        _end.Dispose();
    }

    [Fact]
    public void A_read_without_an_answer_ends_in_time_and_what_comes_later_is_not_lost()
    {
        var patient = new PatientStream(_end);
        byte[] bytes = new byte[8];
        Assert.Throws<DeadlineException>(() => patient.Read(bytes, Soon));
        _source.Write("abcdef"u8);
        Assert.Equal(4, patient.Read(bytes.AsSpan(0, 4), Later));
        Assert.Equal(2, patient.Read(bytes.AsSpan(4), default));
        Assert.Equal("abcdef"u8.ToArray(), bytes[..6]);
        _source.Dispose();
        Assert.Equal(0, patient.Read(bytes, Later));
        Assert.Equal(0, patient.Read(bytes, default));
    }

    [Fact]
    public void Cancelling_ends_a_read()
    {
        using var cancellation = new CancellationTokenSource(30);
        var patient = new PatientStream(_end);
        Assert.Throws<DeadlineException>(() => patient.Read(new byte[1], new Deadline(null, cancellation.Token)));
    }

    [Fact]
    public void A_write_that_nobody_takes_ends_in_time_and_nothing_is_reordered()
    {
        var patient = new PatientStream(_source);
        byte[] bytes = new byte[1 << 20];
        bytes[^1] = 1;
        Assert.Throws<DeadlineException>(() => patient.Write(bytes, Soon));
        Assert.Throws<DeadlineException>(() => patient.Write([2], Soon));
        byte[] taken = new byte[bytes.Length];
        _end.ReadExactly(taken);
        Assert.Equal(bytes, taken);
        patient.Write([3], default);
        Assert.Equal(3, _end.ReadByte());
    }

    [Fact]
    public void A_stream_that_fails_says_so_with_a_deadline_too()
    {
        _end.Dispose();
        var patient = new PatientStream(_source);
        Assert.ThrowsAny<IOException>(() => patient.Write(new byte[1], Later));
    }

    [Fact]
    public void A_deadline_that_is_none_never_passes_and_one_in_the_past_has()
    {
        Assert.False(default(Deadline).IsLimited);
        Assert.False(default(Deadline).HasPassed);
        Assert.False(new Deadline(TimeSpan.MaxValue).HasPassed);
        Assert.True(new Deadline(TimeSpan.Zero).HasPassed);
        Assert.False(new Deadline(TimeSpan.Zero).WaitFor(Task.CompletedTask));
        Assert.True(default(Deadline).WaitFor(Task.FromException(new IOException("seen by whoever asks the task"))));
    }
}
