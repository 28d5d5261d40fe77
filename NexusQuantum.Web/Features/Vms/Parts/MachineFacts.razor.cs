using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The list of facts of a machine.</summary>
public sealed partial class MachineFacts
{
    [Parameter]
    [EditorRequired]
    public VmView Vm { get; set; } = null!; // required by the editor

    [Parameter]
    [EditorRequired]
    public DateTimeOffset Now { get; set; }

    [Inject]
    private IMetricApi Metrics { get; set; } = null!; // injected before any use

    /// <summary>"QEMU 7.2.22 microvm, TCG"; what it last ran under, or nothing.</summary>
    private string Engine => Vm.Engine is not { } engine ? "chosen by the host at start" : string.Concat(
        EngineWords.Of(engine),
        Vm.EngineVersion is { } version ? " " + version : null,
        Vm.Profile is { } profile ? " " + EngineWords.Of(profile) : null,
        Vm.Accelerator is { } accelerator ? ", " + EngineWords.Of(accelerator) : null);

    private string ShortDigest => $"sha256:{Vm.Image.Digest.Hex[..Math.Min(4, Vm.Image.Digest.Hex.Length)]}…{(Vm.Image.Digest.Hex.Length > 4 ? Vm.Image.Digest.Hex[^4..] : string.Empty)}";

    private string Guest => Vm.Guest switch
    {
        null => Units.NotMeasured,
        { } guest when GuestHeard.SilentFor(Vm, Metrics, Now) is { } silence => $"{guest.Version}, silent for {Units.Up(silence)}",
        { ShellReachable: false } guest => $"{guest.Version}, answers on the control line only",
        { } guest => $"{guest.Version}, answers",
    };
}
