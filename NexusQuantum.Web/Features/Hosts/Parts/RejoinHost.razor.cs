using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>Shows the one line by which a machine becomes a known host again, and follows it once its certificate is another one.</summary>
public sealed partial class RejoinHost
{
    private JoinTokenView? _token;
    private HostView? _joined;
    private Problem? _problem;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!; // cascaded by MudBlazor's dialog

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync()
    {
        var before = Host.CertificateFingerprint;
        FollowOne(Api.Feed, Host.Id, host => _joined = host is not null && host.CertificateFingerprint != before ? host : _joined);
        return AskAsync();
    }

    private async Task AskAsync()
    {
        var result = await Api.CreateJoinTokenAsync(await CallerAsync(), new JoinTokenRequest(HostId: Host.Id), Gone);
        (_token, _problem) = (result.Value, result.Ok ? null : Problem.From(result.Error));
    }
}
