using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.Tests.Shared.Stacks;

[assembly: AssemblyFixture(typeof(NexusQuantum.EndToEnd.Tests.Running.Installation))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace NexusQuantum.EndToEnd.Tests.Running;

/// <summary>One installation for the whole ring, set up through its API, with a browser beside it. Started by the first test that asks.</summary>
public sealed class Installation : IAsyncDisposable
{
    public const string UserName = "ada";

    public const string Password = "fourteen quiet petrol lamps " + Marks.Word;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Stack? _stack;
    private Chrome? _chrome;
    private string? _broken;
    private string? _machine;

    internal Stack Stack => _stack ?? throw new InvalidOperationException("The installation was not asked for.");

    internal Chrome Chrome => _chrome ?? throw new InvalidOperationException("The installation was not asked for.");

    /// <summary>A bearer token of the first administrator.</summary>
    internal string Token { get; private set; } = "";

    /// <summary>Starts it once; skips the test where it cannot run, and fails it with the first failure where it did not start.</summary>
    internal async Task ReadyAsync(CancellationToken cancellationToken)
    {
        Assert.SkipWhen(StackPrograms.Missing is not null, StackPrograms.Missing ?? "");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Assert.True(_broken is null, _broken);
            if (_stack is null)
            {
                await StartAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (_broken is null)
        {
            _broken = "The installation did not start: " + failure.Message;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    internal Api Api()
    {
        var api = new Api(Stack.Http());
        api.UseToken(Token);
        return api;
    }

    /// <summary>A running machine for tests that look, type and ask, and leave it as it was; made by the first of them.</summary>
    internal async Task<string> MachineAsync(CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        if (_machine is null)
        {
            using var api = Api();
            _machine = (await api.CreateRunningAsync("common", await api.RootImageAsync(cancellationToken), cancellationToken)).Id();
        }

        return _machine;
    }

    public async ValueTask DisposeAsync()
    {
        await (_chrome?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_stack?.DisposeAsync() ?? ValueTask.CompletedTask);
        _gate.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _stack = await Stack.StartAsync(new StackSettings { Name = "story" }, cancellationToken);
        using var api = new Api(_stack.Http());
        await api.PostAsync("/v1/setup", new { code = _stack.SetUpCode(), userName = UserName, password = Password }, cancellationToken);
        Token = (await api.PostAsync("/v1/login", new { userName = UserName, password = Password }, cancellationToken)).Text("token");
        Marks.Keep(Token);
        _chrome = await Chrome.StartAsync(_stack, cancellationToken);
        api.UseToken(Token);
        await Until.TrueAsync("the local host streaming", TimeSpan.FromSeconds(60), async ()
            => (await api.GetAsync("/v1/hosts", cancellationToken)).Items().Any(host => host.Text("reachable") == "True"), cancellationToken,
            () => _stack.Agent?.Tail() ?? "");
    }
}
