using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Web;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Benchmarks.Access;

/// <summary>
/// A sign-in by <c>POST /v1/login</c> beside the hash that it computes, one after the other in one process, on a durable private cluster:
/// what a sign-in takes beyond its hash, and what that is made of.
/// </summary>
internal static class SignInFigures
{
    private const int WarmUp = 20;
    private const int Pairs = 160;
    private const string UserName = "ada";
    private const string Password = "fourteen quiet petrol lamps";

    public static async IAsyncEnumerable<Figure> MeasureAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var directory = $"/tmp/nq-bench-signin-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        var port = FreePort();
        Directory.CreateDirectory(directory);
        var cluster = new PrivateCluster(directory, NullLogger.Instance);
        try
        {
            await cluster.EnsureRunningAsync(cancellationToken);
            await using var portal = await Portal.StartAsync(new WebOptions { Bind = new IPEndPoint(IPAddress.Loopback, port), DataDirectory = directory, Database = cluster.Address, AllowRoot = true }, cancellationToken, builder => builder.Logging.ClearProviders());
            using var http = new HttpClient { BaseAddress = new Uri(FormattableString.Invariant($"http://localhost:{port}")) };
            var code = (await File.ReadAllTextAsync(Path.Combine(directory, "setup-code"), cancellationToken)).Trim();
            using (var made = await http.PostAsJsonAsync("/v1/setup", new { code, userName = UserName, password = Password }, cancellationToken))
            {
                made.EnsureSuccessStatusCode();
            }

            var data = portal.App.Services.GetRequiredService<NpgsqlDataSource>();
            using var scope = portal.App.Services.CreateScope();
            var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<Account>>();
            var hash = hasher.HashPassword(new Account(), Password);
            using var times = new CommandTimes();
            List<double> hashes = [], signIns = [];
            List<(string Text, double Milliseconds)[]> commands = [];
            for (var pair = -WarmUp; pair < Pairs; pair++)
            {
                // Who goes first changes: neither shall have the other's warmth always.
                var alone = pair % 2 == 0 ? Verify(hasher, hash) : 0;
                var (_, took, asked) = await times.PostAsync(http, "/v1/login", new { userName = UserName, password = Password }, cancellationToken);
                alone = pair % 2 == 0 ? alone : Verify(hasher, hash);
                if (pair >= 0)
                {
                    hashes.Add(alone);
                    signIns.Add(took);
                    commands.Add(asked);
                }

                // An account has a bounded number of tokens; the next sign-in shall not meet that bound.
                await using var forget = data.CreateCommand("DELETE FROM api_tokens");
                await forget.ExecuteNonQueryAsync(cancellationToken);
            }

            foreach (var figure in Tell(hashes, signIns, commands))
            {
                yield return figure;
            }
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<Figure> Tell(List<double> hashes, List<double> signIns, List<(string Text, double Milliseconds)[]> commands)
    {
        yield return new Figure($"Sign-in, p50 of {Pairs}", signIns.Median(), "ms");
        yield return new Figure("  its hash alone, p50", hashes.Median(), "ms");
        yield return new Figure($"Sign-in, p99 of {Pairs}", signIns.Percentile(99), "ms");
        yield return new Figure("  its hash alone, p99", hashes.Percentile(99), "ms");
        yield return new Figure("Sign-in over its hash, median of pairs", signIns.Zip(hashes, (all, hash) => all / hash).Median(), "x") { AtMost = 1.1 };
        yield return new Figure("Sign-in over its hash, p99 over p99", signIns.Percentile(99) / hashes.Percentile(99), "x") { AtMost = 1.1 };
        yield return new Figure("  what it adds, p50 of pairs", signIns.Zip(hashes, (all, hash) => all - hash).Median(), "ms");
        yield return new Figure("  of which in the database, p50", commands.Select(asked => asked.Sum(command => command.Milliseconds)).Median(), "ms");
        yield return new Figure("  in commands", commands.Select(asked => (double)asked.Length).Median(), "");
        foreach (var (text, milliseconds) in commands.SelectMany(asked => asked).GroupBy(command => command.Text, command => command.Milliseconds)
            .Select(group => (group.Key, group.Median())).OrderByDescending(entry => entry.Item2).Take(8))
        {
            yield return new Figure("    " + string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is var line && line.Length > 66 ? line[..66] : line, milliseconds, "ms");
        }
    }

    private static double Verify(IPasswordHasher<Account> hasher, string hash)
    {
        var begun = Stopwatch.GetTimestamp();
        return hasher.VerifyHashedPassword(new Account(), hash, Password) == PasswordVerificationResult.Success
            ? Stopwatch.GetElapsedTime(begun).TotalMilliseconds
            : throw new InvalidOperationException("The password is not its own.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
