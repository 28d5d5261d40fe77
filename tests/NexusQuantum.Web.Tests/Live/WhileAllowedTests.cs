using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NexusQuantum.Tests.Shared;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Tests.Ui;

namespace NexusQuantum.Web.Tests.Live;

public sealed class WhileAllowedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestClock _clock = new();
    private readonly Channel<int> _items = Channel.CreateUnbounded<int>();
    private readonly List<int> _seen = [];
    private bool _allowed = true;
    private bool _left;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_stream_ends_without_an_item()
    {
        var reading = ReadAsync(Token);
        await Eventually.TrueAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(reading.IsCompleted);
        Volatile.Write(ref _allowed, false);
        _clock.Advance(WhileAllowed.LookEvery - TimeSpan.FromMilliseconds(1));
        Assert.False(reading.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("no more", (await Assert.ThrowsAsync<InvalidOperationException>(() => reading.WaitAsync(Patience, Token))).Message);
        Assert.True(_left);
        Assert.Equal(0, _clock.Waiting);
    }

    [Fact]
    public async Task What_came_before_the_right_was_lost_is_shown_and_nothing_after()
    {
        var reading = ReadAsync(Token);
        _items.Writer.TryWrite(1);
        await Eventually.TrueAsync(() => _items.Reader.Count == 0 && _clock.Waiting == 1);
        Volatile.Write(ref _allowed, false);
        _items.Writer.TryWrite(2);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reading.WaitAsync(Patience, Token));
        Assert.Equal([1], _seen);
    }

    [Fact]
    public async Task A_reader_that_leaves_is_told_nothing_of_rights()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = ReadAsync(leave.Token);
        await Eventually.TrueAsync(() => _clock.Waiting == 1);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience, Token));
    }

    /// <summary>Nobody may have been told of the change, so that the rights are as old as they can be when they are looked at.</summary>
    [Fact]
    public void A_look_at_rights_that_are_as_old_as_can_be_comes_within_five_seconds()
        => Assert.True(WhileAllowed.LookEvery + Standings.LookEvery < TimeSpan.FromSeconds(5));

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in ItemsAsync(cancellationToken).While(() => Volatile.Read(ref _allowed), () => new InvalidOperationException("no more"), _clock, cancellationToken))
        {
            _seen.Add(item);
        }
    }

    private async IAsyncEnumerable<int> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in _items.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }
        finally
        {
            _left = true;
        }
    }
}
