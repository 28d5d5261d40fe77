using System.Collections.Immutable;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Guests;

public sealed class AddressNewsTests
{
    private static readonly ImmutableArray<string> One = ["192.0.2.1"];
    private static readonly ImmutableArray<string> Two = ["192.0.2.2"];

    private readonly TestClock _clock = new();
    private readonly AddressNews _news;

    public AddressNewsTests() => _news = new AddressNews(_clock);

    [Fact]
    public void The_first_are_news_and_the_same_again_are_not()
    {
        Assert.True(_news.Takes(One));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(_news.Takes(["192.0.2.1"]));
        Assert.True(_news.Takes([]));
    }

    [Fact]
    public void A_guest_that_flips_is_heard_once_a_second()
    {
        var taken = 0;
        for (var i = 0; i < 200; i++)
        {
            taken += _news.Takes(i % 2 == 0 ? One : Two) ? 1 : 0;
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.InRange(taken, 5, 10);
    }

    [Fact]
    public void A_change_held_back_comes_with_the_next_sample()
    {
        Assert.True(_news.Takes(One));
        Assert.False(_news.Takes(Two));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_news.Takes(Two));
    }

    [Fact]
    public void After_a_hello_the_same_are_news_again()
    {
        Assert.True(_news.Takes(One));
        _news.Forget();
        Assert.False(_news.Takes(One));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_news.Takes(One));
    }

    [Fact]
    public void Nothing_is_allocated_while_nothing_changes()
    {
        _news.Takes(One);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Assert.False(_news.Takes(One));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }
}
