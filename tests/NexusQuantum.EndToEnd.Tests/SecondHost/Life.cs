using System.Globalization;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>By what a guest is known to be the same run and not one begun anew.</summary>
/// <param name="Boot">The id its kernel drew when it booted (random(4)).</param>
/// <param name="Up">How long that kernel runs.</param>
/// <param name="Pid">Its engine's process.</param>
/// <param name="StartedAt">When that started, as the portal shows it.</param>
internal sealed record Life(string Boot, TimeSpan Up, int Pid, string StartedAt)
{
    public static async Task<Life> OfAsync(Api api, RemoteHost host, string machine, CancellationToken cancellationToken)
    {
        var said = (await api.ExecAsync(machine, "cat /proc/sys/kernel/random/boot_id /proc/uptime", cancellationToken)).Text("stdout").Split('\n', ' ');
        var up = TimeSpan.FromSeconds(double.Parse(said[1], CultureInfo.InvariantCulture));
        return new Life(said[0], up, host.EngineOf(machine).Pid, (await api.GetAsync("/v1/vms/" + machine, cancellationToken)).Text("startedAt"));
    }

    /// <summary>How often it booted since it was made: its console belongs to a shell that says so each time.</summary>
    public static async Task<int> BootsAsync(Api api, string machine, CancellationToken cancellationToken)
        => (await api.Http.GetStringAsync($"/v1/vms/{machine}/console/log", cancellationToken)).Split("(automatic login)").Length - 1;
}
