using System.Globalization;
using NexusQuantum.Web.Features.Audit.Chain;

namespace NexusQuantum.Web.Features.Audit;

/// <summary><c>nexus-portal audit verify</c>: says what it found, and by its exit code whether all of it matches (0) or not (1).</summary>
internal sealed class VerifyCommand(AuditVerifier verifier)
{
    public async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var verdict = await verifier.RunAsync(cancellationToken);
        if (verdict.Break is { } broken)
        {
            await output.WriteLineAsync($"The audit was tampered with ({broken.Kind}): {broken.Text}");
            return 1;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The audit is intact: {verdict.Seals} seals over {verdict.Rows} rows match, {verdict.DroppedMonths} months were dropped by retention, {verdict.Unsealed} rows are not sealed yet."));
        if (verdict.Head is { } head)
        {
            await output.WriteLineAsync($"Last seal: {head} (keep it elsewhere: a chain that was cut off at its end shows only beside it)");
        }

        return 0;
    }
}
