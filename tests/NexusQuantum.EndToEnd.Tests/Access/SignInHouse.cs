using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>A portal without an agent, its first administrator and a browser: enough for stories about who comes in.</summary>
public sealed class SignInHouse : IAsyncDisposable
{
    private Stack? _stack;
    private Chrome? _chrome;

    internal Stack Stack => _stack ?? throw new InvalidOperationException("The portal was not asked for.");

    internal string Token { get; private set; } = "";

    internal async Task<Session> OpenAsync(Look look, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(StackPrograms.Missing is not null, StackPrograms.Missing ?? "");
        if (_stack is null)
        {
            _stack = await Stack.StartAsync(new StackSettings { Name = "signin", WithAgent = false }, cancellationToken);
            using var api = new Api(_stack.Http());
            await api.PostAsync("/v1/setup", new { code = _stack.SetUpCode(), userName = Installation.UserName, password = Installation.Password }, cancellationToken);
            Token = (await api.PostAsync("/v1/login", new { userName = Installation.UserName, password = Installation.Password }, cancellationToken)).Text("token");
            _chrome = await Chrome.StartAsync(_stack, cancellationToken);
        }

        return await (_chrome ?? throw new InvalidOperationException("The browser did not start.")).OpenAsync(look, signedIn: false);
    }

    internal Api Api()
    {
        var api = new Api(Stack.Http());
        api.UseToken(Token);
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await (_chrome?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_stack?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
