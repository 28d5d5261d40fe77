using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.Sessions;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Signed-in browsers of one account.</summary>
public sealed partial class SessionTable
{
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<SessionView> Sessions { get; set; } = [];

    [Parameter]
    public EventCallback<SessionView> End { get; set; }
}
