using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A person's own sessions.</summary>
public sealed partial class SessionSection
{
    private IReadOnlyList<SessionView> _sessions = [];
    private string? _problem;

    [Inject]
    private OwnSessions Own { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _sessions = await Own.ReadAsync(await CallerAsync(), Gone);

    private async Task EndAsync(SessionView session)
    {
        _problem = (await Own.EndAsync(await CallerAsync(), session.Id, Gone)).Error?.Message;
        await ReadAsync();
    }

    private async Task EndOthersAsync()
    {
        _problem = (await Own.EndOthersAsync(await CallerAsync(), Gone)).Error?.Message;
        await ReadAsync();
    }
}
