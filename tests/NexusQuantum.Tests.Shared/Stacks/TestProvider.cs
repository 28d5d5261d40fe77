using System.Diagnostics;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>A real OpenID Connect provider (<c>tests/oidc</c>) as a process of its own, on a port of its own. It ends with this, and with us.</summary>
public sealed class TestProvider : IAsyncDisposable
{
    /// <summary>The secret of all its clients.</summary>
    public const string Secret = "a client secret of the tests " + Marks.Word;

    private static readonly string Folder = Path.Combine(StackPrograms.Root, "tests", "oidc");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private TestProvider(Process process, Uri issuer) => (_process, Issuer) = (process, issuer);

    public Uri Issuer { get; }

    /// <summary>As an administrator types it.</summary>
    public string Authority => Issuer.GetLeftPart(UriPartial.Authority);

    /// <summary>Why it cannot be started here; null when it can.</summary>
    public static string? Missing
        => !Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider")) ? "The provider's packages are not there: run 'npm ci --ignore-scripts' in tests/oidc." : null;

    /// <summary>Starts one that knows the portal at this address; in the portal's network where that has one of its own.</summary>
    public static async Task<TestProvider> StartAsync(Uri portal, NetworkNamespace? network, CancellationToken cancellationToken)
    {
        string[] words = [.. network is null ? [] : (string[])["nsenter", .. network.Enter], "node", "server.mjs"];
        var start = new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NEXUS_OIDC_PORTAL"] = portal.GetLeftPart(UriPartial.Authority);
        start.Environment["NEXUS_OIDC_SECRET"] = Secret;
        var process = Process.Start(start) ?? throw new InvalidOperationException(words[0]);
        var told = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        return await process.StandardOutput.ReadLineAsync(limit.Token) is { } issuer
            ? new TestProvider(process, new Uri(issuer))
            : throw new InvalidOperationException("The provider did not start: " + await told);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
