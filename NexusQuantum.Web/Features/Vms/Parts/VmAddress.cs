using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Parts;

/// <summary>The address that was asked for and those that are reported, side by side in words.</summary>
internal static class VmAddress
{
    /// <summary>The addresses it has, else the one it is to have; null when <see cref="Says"/> says it all.</summary>
    public static string? Shown(VmView vm) => (vm.IpAddresses, vm.StaticAddress) switch
    {
        ({ IsDefaultOrEmpty: false } addresses, _) => string.Join(", ", addresses),
        (_, { } asked) => NetworkWords.Address(asked),
        _ => Says(vm) is null ? Units.NotMeasured : null,
    };

    /// <summary>Where they come from, or why there are none; null when there is nothing to say.</summary>
    public static string? Says(VmView vm) => (vm.StaticAddress, Reports(vm)) switch
    {
        ({ } asked, true) => IsOther(vm) ? $"asked for {NetworkWords.Address(asked)}" : "fixed",
        ({ }, false) => IsUp(vm) ? "fixed, not reported yet" : "fixed",
        (null, true) => vm.Network?.Mode == NetworkMode.Bridged ? "given by its router" : null,
        (null, false) when IsUp(vm) && vm.Network?.Mode == NetworkMode.Bridged => vm.Guest is null ? "known to its router: no guest agent tells it" : "asked its network, no answer yet",
        (null, false) => null,
    };

    /// <summary>True when it has addresses, and the one asked for is none of them.</summary>
    public static bool IsOther(VmView vm) => vm.StaticAddress is { } asked && Reports(vm) && !vm.IpAddresses.Contains(asked.Address.ToString(), StringComparer.Ordinal);

    private static bool Reports(VmView vm) => !vm.IpAddresses.IsDefaultOrEmpty;

    private static bool IsUp(VmView vm) => vm.LastState is VmState.Running or VmState.Paused;
}
