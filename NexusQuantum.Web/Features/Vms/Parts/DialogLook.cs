using MudBlazor;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>How questions about a machine are shown.</summary>
internal static class DialogLook
{
    /// <summary>Small, closed by Escape, never by a slip beside it.</summary>
    public static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true, BackdropClick = false, NoHeader = true };
}
