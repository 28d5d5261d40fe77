using System.Globalization;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Faults;

/// <summary>A program that cannot serve says why and what to do, and touches nothing of the one that does.</summary>
public sealed class StartRefusalTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_portal_on_the_same_directory_is_refused()
    {
        await installation.ReadyAsync(Token);
        var (code, said) = await installation.Stack.TryAsync(asPortal: true, ["serve"], With("MANAGER_BIND", "127.0.0.1:18999"), Token);
        Assert.Equal(2, code);
        Assert.Contains($"Another portal uses the data directory {installation.Stack.DataDirectory}", said, StringComparison.Ordinal);
        Assert.Contains("NEXUS_DATA_DIR", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_whose_port_is_taken_names_the_port_its_holder_and_the_way_out_and_makes_no_database()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        var directory = Path.Combine(stack.DirectoryPath, "second");
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0x1ff); // the portal's account is another
        var (code, said) = await stack.TryAsync(asPortal: true, ["serve"], With("NEXUS_DATA_DIR", directory), Token);
        Assert.Equal(2, code);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{stack.PortalPort} is in use by NexusQuantum.Web, pid {stack.Portal!.Pid}."), said, StringComparison.Ordinal);
        Assert.Contains("MANAGER_BIND", said, StringComparison.Ordinal);
        Assert.False(Directory.EnumerateFiles(directory, "PG_VERSION", SearchOption.AllDirectories).Any(), "A database was made for a portal that cannot serve.");
    }

    [Fact]
    public async Task A_second_agent_is_refused_on_the_same_directory_and_on_the_same_port()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        var (locked, said) = await stack.TryAsync(asPortal: false, ["run"], With("AGENT_BIND", "127.0.0.1:9099"), Token);
        Assert.Equal(4, locked);
        Assert.Contains($"Another agent uses {stack.RunDirectory}", said, StringComparison.Ordinal);

        // One of its own, joined as README says, over TLS.
        using var api = installation.Api();
        var token = (await api.PostAsync("/v1/hosts/join-tokens", new { }, Token)).Text("token");
        var own = With("FC_RUN_DIR", Path.Combine(stack.DirectoryPath, "fc2"));
        own["NEXUS_IMAGE_DIR"] = Path.Combine(stack.DirectoryPath, "images2");
        var (joined, how) = await stack.TryAsync(asPortal: false, ["enroll", "--manager", $"https://localhost:{stack.PortalPort}", "--token", token, "--name", "second"], own, Token);
        Assert.True(joined == 0, how);
        try
        {
            var (code, why) = await stack.TryAsync(asPortal: false, ["run"], own, Token);
            Assert.Equal(1, code);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{stack.AgentPort} is in use by nexus-agent, pid {stack.Agent!.Pid}."), why, StringComparison.Ordinal);
            Assert.Contains("AGENT_BIND", why, StringComparison.Ordinal);
        }
        finally
        {
            var second = (await api.GetAsync("/v1/hosts", Token)).Items().Single(host => host.Text("name") == "second");
            await api.DeleteAsync("/v1/hosts/" + second.Id(), Token);
        }
    }

    private static Dictionary<string, string> With(string name, string value) => new(StringComparer.Ordinal) { [name] = value };
}
