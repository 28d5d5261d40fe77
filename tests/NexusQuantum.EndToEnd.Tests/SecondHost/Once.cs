using System.Globalization;
using System.Net;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>A command that nobody may run a second time, asked for while its answer cannot come: it leaves a line for each run.</summary>
internal sealed class Once
{
    private readonly string _file = $"/root/once-{Guid.NewGuid():N}";
    private readonly Api _api;
    private readonly string _machine;
    private readonly Task<bool> _answered;

    public Once(Api api, string machine, CancellationToken cancellationToken)
    {
        (_api, _machine) = (api, machine);
        _answered = AskAsync(cancellationToken);
    }

    /// <summary>How often it ran, and whether the portal said that it did.</summary>
    public async Task<(int Runs, bool Answered)> EndAsync(CancellationToken cancellationToken)
    {
        var answered = await _answered;
        var lines = (await _api.ExecAsync(_machine, $"cat {_file} 2>/dev/null | wc -l", cancellationToken)).Text("stdout");
        return (int.Parse(lines, CultureInfo.InvariantCulture), answered);
    }

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _api.PostAsync($"/v1/vms/{_machine}/exec", new { command = new[] { "/bin/sh", "-c", $"echo ran >>{_file}" }, timeoutSeconds = 1 }, cancellationToken);
            return true;
        }
        catch (ApiRefusedException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
        {
            return false;
        }
    }
}
