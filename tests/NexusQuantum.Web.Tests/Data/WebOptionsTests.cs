using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Tests.Data;

public sealed class WebOptionsTests
{
    [Fact]
    public void Without_variables_the_defaults_hold()
    {
        var options = Read([]);
        Assert.Equal("0.0.0.0:18080", options.Bind.ToString());
        Assert.Null(options.Database);
        Assert.False(options.PlainHttp);
        Assert.StartsWith("/", options.DataDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(new()
        {
            ["MANAGER_BIND"] = "18080", ["MANAGER_BASE"] = "nexus", ["DATABASE_URL"] = "mysql://x", ["NEXUS_PLAIN_HTTP"] = "yes", ["NEXUS_TLS_CERT"] = "/nowhere.pem",
            ["NEXUS_PROXIES"] = "10.0.0.5, proxy.example", ["NEXUS_HSTS_DAYS"] = "-1",
        }));
        foreach (var name in (string[])["MANAGER_BIND", "MANAGER_BASE", "DATABASE_URL", "NEXUS_PLAIN_HTTP", "NEXUS_TLS_CERT", "NEXUS_PROXIES", "NEXUS_HSTS_DAYS"])
        {
            Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_directory_too_long_for_a_socket_is_refused_with_the_fix()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(new() { ["NEXUS_DATA_DIR"] = "/" + new string('x', 100) }));
        Assert.Contains("107", refused.Message, StringComparison.Ordinal);
        Assert.Contains("shorter", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_directory_is_fine_with_a_server_of_ones_own()
        => Assert.NotNull(Read(new() { ["NEXUS_DATA_DIR"] = "/" + new string('x', 100), ["DATABASE_URL"] = "postgresql://u:p@h/db" }).Database);

    [Theory]
    [InlineData("/tmp/a b")]
    [InlineData("/tmp/$(id)")]
    [InlineData("/tmp/a'b")]
    public void A_directory_that_a_shell_would_take_apart_is_refused(string directory)
        => Assert.Throws<StartRefusedException>(() => Read(new() { ["NEXUS_DATA_DIR"] = directory }));

    [Fact]
    public void Proxies_are_addresses_and_ranges_and_no_host_bits_or_everybody()
    {
        Assert.Equal(["10.0.0.5/32", "10.1.0.0/16", "fd00::/64", "::1/128"], Read(new() { ["NEXUS_PROXIES"] = "10.0.0.5, 10.1.0.0/16,fd00::/64 ,::1" }).Proxies.Select(network => network.ToString()));
        Assert.Empty(Read([]).Proxies);
        foreach (var bad in (string[])["0.0.0.0/0", "::/0", "10.0.0.1/24", "10.1", "1", "nginx"])
        {
            Assert.Contains($"'{bad}'", Assert.Throws<StartRefusedException>(() => Read(new() { ["NEXUS_PROXIES"] = bad })).Message, StringComparison.Ordinal);
        }
    }

    private static WebOptions Read(Dictionary<string, string> variables) => new WebOptionsReader(variables.GetValueOrDefault).Read();
}
