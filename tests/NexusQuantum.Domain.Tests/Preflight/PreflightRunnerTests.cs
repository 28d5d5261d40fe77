using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Domain.Tests.Preflight;

public sealed class PreflightRunnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_check_gives_a_result_in_its_order()
    {
        var began = new List<string>();
        var results = await PreflightRunner.RunAsync([new One("a"), new One("b")], info => began.Add(info.Id), TimeProvider.System, Token);
        Assert.Equal(["a", "b"], results.Select(result => result.Info.Id));
        Assert.Equal(["a", "b"], began);
    }

    [Theory]
    [InlineData(CheckLevel.Required, CheckStatus.Fail)]
    [InlineData(CheckLevel.Recommended, CheckStatus.Warn)]
    [InlineData(CheckLevel.Optional, CheckStatus.Warn)]
    public async Task What_a_check_throws_is_its_failure(CheckLevel level, CheckStatus status)
    {
        var result = Assert.Single(await PreflightRunner.RunAsync([new One("a", level) { Run = _ => throw new IOException("the disk is gone.") }], null, TimeProvider.System, Token));
        Assert.Equal((status, "One could not be checked: the disk is gone."), (result.Outcome.Status, result.Outcome.Message));
        Assert.NotNull(result.Outcome.Fix);
        Assert.Equal(level == CheckLevel.Required, result.Stops);
    }

    [Fact]
    public async Task A_check_that_does_not_end_failed_and_holds_nobody_up()
    {
        var never = new TaskCompletionSource<CheckOutcome>();
        var results = await PreflightRunner.RunAsync([new One("a") { Run = _ => never.Task, Patience = TimeSpan.FromMilliseconds(50) }, new One("b")], null, TimeProvider.System, Token);
        Assert.Contains("it took longer than", results[0].Outcome.Message, StringComparison.Ordinal);
        Assert.Equal((CheckStatus.Fail, CheckStatus.Pass), (results[0].Outcome.Status, results[1].Outcome.Status));
    }

    [Fact]
    public async Task Who_asked_may_end_it()
    {
        using var enough = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PreflightRunner.RunAsync([new One("a") { Run = _ => throw Ended(enough) }], null, TimeProvider.System, enough.Token));
    }

    private static OperationCanceledException Ended(CancellationTokenSource source)
    {
        source.Cancel();
        return new OperationCanceledException(source.Token);
    }

    private sealed class One(string id, CheckLevel level = CheckLevel.Required) : IPreflightCheck
    {
        public CheckInfo Info { get; } = new(id, CheckSection.Cpu.Id, level, "One", "something");

        public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

        public Func<CancellationToken, Task<CheckOutcome>> Run { get; init; } = _ => Task.FromResult(CheckOutcome.Pass("1", "It is there."));

        public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken) => Run(cancellationToken);
    }
}
