using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;

namespace NexusQuantum.Web.Features.PortalCheck.Pages;

/// <summary>The portal's own preflight: the last run, or a first one.</summary>
public sealed partial class PortalCheckPage
{
    private PreflightReport? _report;
    private Problem? _problem;

    [Inject]
    private IPortalCheckApi Api { get; set; } = null!; // injected before any use

    private (string Class, string Icon, string Label) Look => _report?.Stoppers.Any() == true
        ? ("bad", Icons.Material.Filled.Error, "Not fit:")
        : ("good", Icons.Material.Filled.Check, "Fit:");

    protected override async Task OnInitializedAsync()
    {
        var last = await Api.LastAsync(await CallerAsync(), Gone);
        _report = last.Value;
        // Checking asks every host: it waits for a page that somebody has.
        if (_report is null && RendererInfo.IsInteractive)
        {
            await CheckAsync();
        }
    }

    private async Task CheckAsync()
    {
        var run = await Api.RunAsync(await CallerAsync(), Gone);
        (_report, _problem) = (run.Value ?? _report, run.Error is { } error ? Problem.From(error) : null);
    }

    private static string Says(PreflightReport report) => (report.Stoppers.Count(), report.Count(CheckStatus.Warn)) switch
    {
        (1, _) => "One required check of this portal fails.",
        ( > 1 and var failing, _) => $"{failing} required checks of this portal fail.",
        (_, 0) => "This portal meets every requirement.",
        (_, 1) => "This portal meets what is required. One recommendation is not met.",
        (_, var warnings) => $"This portal meets what is required. {warnings} recommendations are not met.",
    };

    private static string Export(ReportFormat format) => $"{PortalCheckPaths.Api}/export?format={format.ToString().ToLowerInvariant()}";
}
