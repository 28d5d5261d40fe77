using System.Globalization;
using System.Net;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Agent;

/// <summary>The command <c>enroll</c>: joins this host to a portal, anew if it had joined before.</summary>
internal static class EnrollCommand
{
    public static async Task<int> RunAsync(AgentOptions options, string[] args, TextWriter output, TextWriter errors)
    {
        var given = Read([.. args.Where(static arg => arg is not "--anew")]);
        var manager = given?.GetValueOrDefault("--manager") is { } text ? ParseManager(text) : options.ManagerBase;
        // "-" for a script: arguments can be read by everybody, standard input cannot.
        var secret = given?.GetValueOrDefault("--token") is "-" ? await Console.In.ReadLineAsync() : given?.GetValueOrDefault("--token");
        if (given is null || manager is null || !JoinToken.TryParse(secret?.Trim(), out var token))
        {
            await errors.WriteLineAsync("enroll needs --manager URL (or MANAGER_BASE) and --token TOKEN (- reads it from standard input), as the portal shows them under Hosts, Add host.");
            return ExitCodes.Usage;
        }

        using var store = new IdentityStore(options.AgentDirectory, TimeProvider.System);
        try
        {
            store.Load();
        }
        catch (InvalidDataException e)
        {
            await errors.WriteLineAsync(e.Message + " It is replaced.");
        }

        var again = store.Current?.HostId;
        var joined = await new Enrollment(store, TimeProvider.System).JoinAsync(
            new JoinOrder(manager, token, given.GetValueOrDefault("--name") ?? HostReadings.HostName(), Address(options, given.GetValueOrDefault("--address")))
            {
                Addresses = OwnAddresses.Find(options.Bridge, OwnAddresses.Toward(manager)),
                Anew = args.Contains("--anew", StringComparer.Ordinal),
            },
            CancellationToken.None);
        if (!joined.Ok)
        {
            await errors.WriteLineAsync(joined.Error.Message);
            if (joined.Error.Fix is { } fix)
            {
                await errors.WriteLineAsync(fix);
            }

            return ExitCodes.Failed;
        }

        await output.WriteLineAsync($"Joined {manager} {(again == joined.Value ? "again " : "")}as host {joined.Value}. Its key and certificate are in {options.AgentDirectory}.");
        if (store.Current is { } self)
        {
            await output.WriteLineAsync($"The certificate is valid until {self.Certificate.NotAfter.ToUniversalTime():u}; SHA-256 {self.Fingerprint}.");
        }

        return ExitCodes.Good;
    }

    /// <summary><c>address:port</c>; without an address the portal takes the one it was called from.</summary>
    private static string Address(AgentOptions options, string? given)
    {
        var port = options.Bind.Port;
        if (given is null)
        {
            return IPAddress.Any.Equals(options.Bind.Address) || IPAddress.IPv6Any.Equals(options.Bind.Address)
                ? string.Create(CultureInfo.InvariantCulture, $":{port}")
                : options.Bind.ToString();
        }

        return given.LastIndexOf(':') > given.LastIndexOf(']') && given.LastIndexOf(':') >= 0 ? given : string.Create(CultureInfo.InvariantCulture, $"{given}:{port}");
    }

    private static Uri? ParseManager(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static Dictionary<string, string>? Read(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            if (args[i] is not ("--manager" or "--token" or "--name" or "--address"))
            {
                return null;
            }

            given[args[i]] = args[i + 1];
        }

        return args.Length % 2 == 0 ? given : null;
    }
}
