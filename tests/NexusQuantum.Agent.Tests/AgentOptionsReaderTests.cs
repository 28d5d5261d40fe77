using System.Net;

namespace NexusQuantum.Agent.Tests;

public sealed class AgentOptionsReaderTests
{
    [Fact]
    public void Without_variables_root_gets_the_documented_defaults()
    {
        var (options, mistakes) = Read(isRoot: true);

        Assert.Empty(mistakes);
        Assert.Equal((new IPEndPoint(IPAddress.Any, 9090), "/srv/fc", "fcbr0", "/srv/images", "/srv/fc/agent", NetworkChoice.Auto),
            (options?.Bind, options?.RunDirectory, options?.Bridge, options?.ImageDirectory, options?.AgentDirectory, options?.Network));
    }

    [Fact]
    public void Without_root_all_lies_below_the_home()
    {
        var (options, _) = Read(isRoot: false, ("HOME", "/home/ada"));

        Assert.Equal(("/home/ada/.local/share/nexus/fc", "/home/ada/.local/share/nexus/images"), (options?.RunDirectory, options?.ImageDirectory));
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var (options, mistakes) = Read(
            isRoot: true,
            ("AGENT_BIND", "9090"),
            ("MANAGER_BASE", "portal:18080"),
            ("FC_BRIDGE", "a bridge with spaces"),
            ("FC_RUN_DIR", "relative/dir"),
            ("NEXUS_NETWORK_MODE", "routed"));

        Assert.Null(options);
        Assert.Equal(5, mistakes.Count);
        Assert.All(new[] { "AGENT_BIND", "MANAGER_BASE", "FC_BRIDGE", "FC_RUN_DIR", "NEXUS_NETWORK_MODE" },
            name => Assert.Single(mistakes, mistake => mistake.StartsWith(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("auto", NetworkChoice.Auto)]
    [InlineData("nat", NetworkChoice.Nat)]
    [InlineData(" Bridged ", NetworkChoice.Bridged)]
    [InlineData("user", NetworkChoice.User)]
    public void Each_way_to_make_the_network_has_its_word(string word, object choice)
        => Assert.Equal(choice, Read(isRoot: true, ("NEXUS_NETWORK_MODE", word)).Options?.Network);

    [Theory]
    [InlineData(43, true)]
    [InlineData(60, false)]
    public void A_run_directory_too_long_for_sockets_is_refused_with_the_fix(int length, bool good)
    {
        var (_, mistakes) = Read(isRoot: true, ("FC_RUN_DIR", "/" + new string('d', length - 1)));

        Assert.Equal(good, mistakes.Count == 0);
        if (!good)
        {
            Assert.Contains("bytes shorter", mistakes[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[::]:9443")]
    [InlineData("127.0.0.1:1")]
    public void An_address_with_port_is_taken(string bind) => Assert.Equal(IPEndPoint.Parse(bind), Read(isRoot: true, ("AGENT_BIND", bind)).Options?.Bind);

    private static (AgentOptions? Options, IReadOnlyList<string> Mistakes) Read(bool isRoot, params (string Name, string Value)[] variables)
        => AgentOptionsReader.Read(name => variables.FirstOrDefault(v => v.Name == name).Value, isRoot);
}
