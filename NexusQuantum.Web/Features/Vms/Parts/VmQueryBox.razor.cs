using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>A query being typed. The page owns the finished terms; only the unfinished word lives here.</summary>
public sealed partial class VmQueryBox
{
    private string _typed = string.Empty;

    [Parameter]
    [EditorRequired]
    public VmTerms Terms { get; set; } = VmTerms.None;

    [Parameter]
    public int Shown { get; set; }

    [Parameter]
    public int Total { get; set; }

    [Parameter]
    public EventCallback<VmTerms> OnChange { get; set; }

    private Task TypedAsync() => _typed.EndsWith(' ') ? FinishAsync() : Task.CompletedTask;

    private Task KeyAsync(KeyboardEventArgs key) => key.Key switch
    {
        "Enter" => FinishAsync(),
        "Backspace" when _typed.Length == 0 && !Terms.All.IsEmpty => OnChange.InvokeAsync(new VmTerms(Terms.All[..^1])),
        "Escape" when _typed.Length > 0 => Clear(),
        _ => Task.CompletedTask,
    };

    private Task FinishAsync()
    {
        var more = VmTerms.Parse(_typed);
        _typed = string.Empty;
        return more.All.IsEmpty ? Task.CompletedTask : OnChange.InvokeAsync(new VmTerms([.. Terms.All, .. more.All.Where(term => !Terms.All.Contains(term))]));
    }

    private Task Clear()
    {
        _typed = string.Empty;
        return Task.CompletedTask;
    }
}
