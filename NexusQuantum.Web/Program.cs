using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web;

/// <summary>The portal: <c>serve</c> (default), <c>migrate</c>, <c>check</c>, <c>admin reset</c>, <c>admin join-token</c>, <c>admin acceptance-token</c>, <c>audit verify</c>, <c>capacity</c>, <c>version</c>.</summary>
internal static class Program
{
    private const string Usage = """
        usage: nexus-portal [serve]            serve pages, API and hubs
               nexus-portal migrate            bring the database up to this release and stop
               nexus-portal check [--section ID] [--format table|json|junit|html|markdown] [--fail-on fail|warn]
                                               whether database, port, certificate and directories meet the requirements
               nexus-portal admin reset [NAME] give an administrator (default: the last one made) a new password
               nexus-portal admin join-token [--unless-joined HOST] [--accept-unfit]
                                               print a token that joins one host; nothing (exit code 3) when HOST has joined;
                                               --accept-unfit lets the required checks that fail on it fail
               nexus-portal admin acceptance-token
                                               print a token that may what an operator may, for half an hour; with --end, the
                                               token on standard input and its account end
               nexus-portal audit verify       recompute the chain over the audit; exit code 1 when something does not match
               nexus-portal capacity [--vms N] [--memory MIB] [--vcpus N] [--disk GIB] [--lose HOST] [--reserve MIB]
                                     [--memory-overcommit X] [--vcpus-per-processor X]
                                               what more fits on the hosts, and whether the others can carry a lost one's machines
               nexus-portal version

        Variables: MANAGER_BIND, MANAGER_BASE, DATABASE_URL, NEXUS_DATA_DIR, NEXUS_PLAIN_HTTP, NEXUS_PROXIES,
        NEXUS_HSTS_DAYS, NEXUS_BASE_IMAGES, NEXUS_TLS_CERT, NEXUS_TLS_KEY, NEXUS_ALLOW_ROOT.
        """;

    private static async Task<int> Main(string[] args)
    {
        try
        {
            return args switch
            {
                [] or ["serve"] => await PortalCommands.ServeAsync(Options()),
                ["migrate"] => await PortalCommands.MigrateAsync(Options()),
                ["check", .. var words] => await PortalCheckCommand.RunAsync(words, Environment.GetEnvironmentVariable, Console.Out, Console.Error),
                ["admin", "reset"] => await PortalCommands.ResetAdministratorAsync(Options(), null),
                ["admin", "reset", var name] => await PortalCommands.ResetAdministratorAsync(Options(), name),
                ["admin", "join-token", .. var words] when JoinWords(words, out var host, out var unfit) => await PortalCommands.JoinTokenAsync(Options(), host, unfit),
                ["admin", "acceptance-token"] => await PortalCommands.OpenAcceptanceAsync(Options()),
                ["admin", "acceptance-token", "--end"] => await PortalCommands.CloseAcceptanceAsync(Options()),
                ["audit", "verify"] => await PortalCommands.VerifyAuditAsync(Options()),
                ["capacity", .. var words] => CapacityCommand.Read(words) is ({ } query, _) ? await PortalCommands.CapacityAsync(Options(), query) : Refuse(CapacityCommand.Read(words).Mistake ?? "", Usage),
                ["version" or "--version"] => Say(PortalVersion.Text),
                ["help" or "--help" or "-h"] => Say(Usage),
                _ => Refuse($"'{string.Join(' ', args)}' is not a command.", Usage),
            };
        }
        catch (StartRefusedException e)
        {
            return Refuse(e.Message, "fix: " + e.Fix);
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } refused)
        {
            return Refuse(refused.Message, "fix: " + refused.Fix);
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            return Refuse($"The database does not answer: {e.Message}", "fix: check DATABASE_URL and that the server runs and admits this user.");
        }
    }

    private static bool JoinWords(ReadOnlySpan<string> words, out HostId? host, out bool acceptsUnfit)
    {
        (host, acceptsUnfit) = (null, false);
        while (words.Length > 0)
        {
            switch (words)
            {
                case ["--accept-unfit", ..]:
                    acceptsUnfit = true;
                    words = words[1..];
                    break;
                case ["--unless-joined", var id, ..]:
                    host = HostId.TryParse(id, null, out var known) ? known : null;
                    words = words[2..];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static WebOptions Options() => new WebOptionsReader(Environment.GetEnvironmentVariable).Read();

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return 0;
    }

    private static int Refuse(string message, string fix)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine(fix);
        return 2;
    }
}
