using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Features.Hosts.Parts.Fitness;

/// <summary>How a host meets the requirements: the verdict, every check with its evidence and fix, and earlier runs.</summary>
public sealed partial class PreflightTab
{
    private PreflightView? _view;
    private Problem? _missing;
    private Problem? _problem;
    private (Guid? Run, DateTimeOffset? At, string? Unfit)? _read;

    [Parameter]
    [EditorRequired]
    public HostView Host { get; set; } = null!; // required by the editor

    /// <summary>The run to show; the last one when null.</summary>
    [Parameter]
    public Guid? Run { get; set; }

    /// <summary>The page's now, so that all ages agree.</summary>
    [Parameter]
    [EditorRequired]
    public new DateTimeOffset Now { get; set; }

    [Inject]
    private IHostApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    private string Here => HostPaths.Preflight(Host.Id);

    private string? WhyNotCheck => WhyNotEverywhere(Domain.Access.Permission.HostAdminister) ?? (Host.Reachable ? null : "The host does not answer.");

    private string? WhyNotWaive => Run is null ? WhyNotEverywhere(Domain.Access.Permission.HostAdminister) : "Only of the last run.";

    // Also when somebody else checked it, or waived something.
    protected override Task OnParametersSetAsync() => _read == (Run, Host.PreflightAt, Host.Unfit) ? Task.CompletedTask : ReadAsync();

    private async Task ReadAsync()
    {
        _read = (Run, Host.PreflightAt, Host.Unfit);
        Take(await Api.PreflightAsync(await CallerAsync(), Host.Id, Run, Gone));
    }

    private void Take(Result<PreflightView> found)
        => (_view, _missing) = (found.Value, found.Error is { } error ? Problem.From(error) : null);

    private async Task CheckAsync(bool measureStorage)
    {
        var run = await Api.CheckAsync(await CallerAsync(), Host.Id, new CheckHostRequest(measureStorage), Gone);
        _problem = run.Error is { } error ? Problem.From(error) : null;
        if (run.Ok)
        {
            Take(run);
        }
    }

    private async Task WaiveAsync(CheckResult check)
    {
        var dialog = await Dialogs.ShowAsync<WaiveDialog>(null, new DialogParameters<WaiveDialog> { { asked => asked.Host, Host }, { asked => asked.Check, check } }, new DialogOptions { NoHeader = true, CloseOnEscapeKey = true, BackdropClick = false });
        if (await dialog.Result is { Canceled: false, Data: PreflightView view })
        {
            _view = view;
        }
    }

    private async Task CountAsync(CheckResult check)
    {
        var done = await Api.UnwaiveAsync(await CallerAsync(), Host.Id, check.Info.Id, Gone);
        _problem = done.Error is { } error ? Problem.From(error) : null;
        if (done.Ok)
        {
            Take(done);
        }
    }
}
