using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>Shows the one line that joins a host, and the host as soon as it has joined.</summary>
public sealed partial class AddHost
{
    private readonly HashSet<HostId> _before = [];
    private readonly Dictionary<HostId, HostView> _joined = [];
    private JoinTokenView? _token;
    private Problem? _problem;
    private bool _acceptUnfit;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    private static bool OnlyHere(string command)
        => command.Contains("://localhost", StringComparison.OrdinalIgnoreCase) || command.Contains("://127.", StringComparison.Ordinal) || command.Contains("://[::1]", StringComparison.Ordinal);

    protected override Task OnInitializedAsync()
    {
        var first = true;
        Follow(Api.Feed, changes =>
        {
            foreach (var (id, host) in changes)
            {
                if (first)
                {
                    _before.Add(id);
                }
                else if (host is null)
                {
                    _joined.Remove(id);
                }
                else if (!_before.Contains(id))
                {
                    _joined[id] = host;
                }
            }

            first = false;
        });
        return AskAsync();
    }

    private async Task AskAsync()
    {
        var result = await Api.CreateJoinTokenAsync(await CallerAsync(), new JoinTokenRequest(_acceptUnfit), Gone);
        (_token, _problem) = (result.Value, result.Ok ? null : Problem.From(result.Error));
    }

    // The token says it, so another choice needs another token; the first one is left to expire.
    private Task AcceptAsync(bool acceptUnfit)
    {
        _acceptUnfit = acceptUnfit;
        return AskAsync();
    }
}
