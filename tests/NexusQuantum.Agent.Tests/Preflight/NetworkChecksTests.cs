using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of adapters, ports, firewall, addresses and bridge: met, missed, and not to be read.</summary>
public sealed class NetworkChecksTests
{
    private const string Show = "ip -o -4 addr show scope global";

    [Fact]
    public async Task Adapters_are_those_with_a_device()
    {
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")), "adapter-count", CheckStatus.Pass, "1 (eno1)");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/class/net/lo"), "adapter-count", CheckStatus.Fail, "none; 1 needed");
        await Checked.ComesOutAsync(new RecordedHost(), "adapter-count", CheckStatus.Fail, "/sys/class/net cannot be read");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000"), ("eno2", "1000")), "adapter-count-good", CheckStatus.Pass, "eno1, eno2");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")), "adapter-count-good", CheckStatus.Warn, "2 needed");
        await Checked.ComesOutAsync(new RecordedHost(), "adapter-count-good", CheckStatus.Warn, "cannot be read");
    }

    [Theory]
    [InlineData("adapter-speed", "1000", CheckStatus.Pass, "1 Gbit/s (eno1)")]
    [InlineData("adapter-speed", "100", CheckStatus.Fail, "0.1 Gbit/s")]
    [InlineData("adapter-speed", "-1", CheckStatus.NotApplicable, "tells a speed (eno1)")]
    [InlineData("adapter-speed", null, CheckStatus.Fail, "there is none")]
    [InlineData("adapter-speed-good", "25000", CheckStatus.Pass, "25 Gbit/s")]
    [InlineData("adapter-speed-good", "1000", CheckStatus.Warn, "10 Gbit/s is needed")]
    [InlineData("adapter-speed-good", null, CheckStatus.Warn, "there is none")]
    public Task Speed_is_what_the_fastest_tells(string check, string? speed, CheckStatus status, string says)
        => Checked.ComesOutAsync(speed is null ? new RecordedHost() : Adapters(("eno1", speed)), check, status, says);

    [Fact]
    public async Task What_adapters_can_besides()
    {
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")).With("/sys/class/net/eno1/device/sriov_totalvfs", "63\n"), "adapter-sriov", CheckStatus.Pass, "eno1");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")), "adapter-sriov", CheckStatus.NotApplicable, "No adapter here has virtual functions");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")).With("/sys/class/net/eno1/mtu", "9000\n"), "adapter-mtu", CheckStatus.Pass, "eno1 9000");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")).With("/sys/class/net/eno1/mtu", "1500\n"), "adapter-mtu", CheckStatus.NotApplicable, "eno1 1500");
        await Checked.ComesOutAsync(Adapters(("eno1", "1000")), "adapter-mtu", CheckStatus.Warn, "mtu cannot be read");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/module/8021q"), "adapter-vlan", CheckStatus.Pass, "tags VLANs");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/sys/kernel/osrelease", "6.1.0\n").WithDirectory("/lib/modules/6.1.0"), "adapter-vlan", CheckStatus.Warn, "no module 8021q");
        await Checked.ComesOutAsync(new RecordedHost(), "adapter-vlan", CheckStatus.Warn, "cannot be read");
    }

    [Fact]
    public async Task The_agents_port_is_free_or_its_own()
    {
        await Checked.ComesOutAsync(new RecordedHost(), "port-agent", CheckStatus.Pass, "0.0.0.0:9090 is free");
        await Checked.ComesOutAsync(new RecordedHost { Taken = "0.0.0.0:9090 is in use by nexus-agent, pid 7." }, "port-agent", CheckStatus.Pass, "held by nexus-agent");
        await Checked.ComesOutAsync(new RecordedHost { Taken = "0.0.0.0:9090 is in use by prometheus, pid 7." }, "port-agent", CheckStatus.Fail, "prometheus");
        await Checked.ComesOutAsync(new RecordedHost(), "port-portal", CheckStatus.NotApplicable, "needed for joining only");
        await Checked.ComesOutAsync(new RecordedHost { Portal = new Uri("http://portal:18080"), Reached = true }, "port-portal", CheckStatus.Pass, "portal:18080");
        await Checked.ComesOutAsync(new RecordedHost { Portal = new Uri("http://portal:18080") }, "port-portal", CheckStatus.Warn, "Nothing takes connections at portal:18080");
    }

    [Theory]
    [InlineData("ufw status", "Status: active\n9090/tcp ALLOW 10.0.1.5\n", CheckStatus.Pass, "ufw has a rule")]
    [InlineData("ufw status", "Status: active\n22/tcp ALLOW Anywhere\n", CheckStatus.Warn, "ufw filters")]
    [InlineData("nft list ruleset", "table inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n tcp dport { 22, 9090 } accept\n }\n}", CheckStatus.Pass, "nftables has a rule")]
    [InlineData("nft list ruleset", "table inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n tcp dport 22 accept\n }\n}", CheckStatus.Warn, "nftables filters")]
    [InlineData("nft list ruleset", "table inet filter {\n chain input {\n type filter hook input priority 0; policy accept;\n }\n}", CheckStatus.Pass, "Nothing filters")]
    [InlineData("iptables -S INPUT", "-P INPUT DROP\n-A INPUT -p tcp -m tcp --dport 9090 -j ACCEPT\n", CheckStatus.Pass, "iptables has a rule")]
    [InlineData("iptables -S INPUT", "-P INPUT DROP\n", CheckStatus.Warn, "iptables filters")]
    public Task The_firewall_lets_the_portal_in(string command, string output, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().Answers(command, output), "firewall-agent", status, says);

    [Theory]
    [InlineData("ufw status", "Status: active\nOpenSSH ALLOW Anywhere\n", CheckStatus.Pass, CheckStatus.Pass)]
    [InlineData("ufw status", "Status: active\n9090/tcp ALLOW 10.0.1.5\n", CheckStatus.Warn, CheckStatus.Pass)]
    [InlineData("nft list ruleset", "table inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n ct state established,related accept\n tcp dport 22 accept\n }\n}", CheckStatus.Pass, CheckStatus.Pass)]
    [InlineData("nft list ruleset", "table inet nexus_fcbr0 {\n chain input {\n type filter hook input priority 0; policy accept;\n ct state established,related accept\n tcp dport 22 accept\n }\n}\ntable inet filter {\n chain input {\n type filter hook input priority 0; policy drop;\n }\n}", CheckStatus.Warn, CheckStatus.Warn)]
    [InlineData("iptables -S INPUT", "-P INPUT DROP\n-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n", CheckStatus.Pass, CheckStatus.Pass)]
    [InlineData("iptables -S INPUT", "-P INPUT DROP\n", CheckStatus.Warn, CheckStatus.Warn)]
    [InlineData("uptime", "", CheckStatus.Pass, CheckStatus.Pass)]
    public async Task The_firewall_lets_SSH_and_answers_in(string command, string output, CheckStatus ssh, CheckStatus answers)
    {
        await Checked.ComesOutAsync(new RecordedHost().Answers(command, output), "firewall-ssh", ssh, ssh == CheckStatus.Pass ? "" : "no rule for SSH (port 22)");
        await Checked.ComesOutAsync(new RecordedHost().Answers(command, output), "firewall-answers", answers, answers == CheckStatus.Pass ? "" : "hears no answers");
    }

    [Fact]
    public async Task SSH_has_the_port_its_server_is_set_to()
    {
        RecordedHost Server(string rules) => new RecordedHost().With("/etc/ssh/sshd_config", "Port 2222\n").Answers("firewall-cmd --state", "running").Answers("firewall-cmd --list-all", rules);
        await Checked.ComesOutAsync(Server("  services: dhcpv6-client ssh\n  ports: \n"), "firewall-ssh", CheckStatus.Pass, "a rule for SSH");
        await Checked.ComesOutAsync(Server("  services: cockpit\n  ports: 2222/tcp\n"), "firewall-ssh", CheckStatus.Pass, "a rule for SSH");
        var missed = await Checked.RunAsync(Server("  services: cockpit\n"), "firewall-ssh");
        Assert.Equal("sudo firewall-cmd --permanent --add-port=2222/tcp", missed.Fix?.RedHat[0]);
    }

    [Fact]
    public async Task A_firewall_that_does_not_answer_is_told()
    {
        await Checked.ComesOutAsync(new RecordedHost().Answers("ufw status", "", 1, "ERROR: You need to be root"), "firewall-ssh", CheckStatus.Warn, "You need to be root");
        await Checked.ComesOutAsync(new RecordedHost().Answers("nft list ruleset", "", 1, "Operation not permitted"), "firewall-answers", CheckStatus.Warn, "not permitted");
        await Checked.ComesOutAsync(new RecordedHost().Answers("ufw status", "", 1, "ERROR: You need to be root"), "firewall-agent", CheckStatus.Warn, "You need to be root");
        await Checked.ComesOutAsync(new RecordedHost().Answers("firewall-cmd --state", "running").Answers("firewall-cmd --list-all", "ports: 9090/tcp"), "firewall-agent", CheckStatus.Pass, "firewalld");
        await Checked.ComesOutAsync(new RecordedHost().Answers("firewall-cmd --state", "running").Answers("firewall-cmd --list-all", "ports: 22/tcp"), "firewall-agent", CheckStatus.Warn, "firewalld filters");
    }

    [Theory]
    [InlineData("2: eno1    inet 10.0.1.5/24 brd 10.0.1.255 scope global eno1\\\n", CheckStatus.Pass, "10.0.1.5/24 on eno1")]
    [InlineData("2: eno1    inet 10.0.1.5/24 brd 10.0.1.255 scope global dynamic eno1\\\n", CheckStatus.Warn, "comes from DHCP")]
    [InlineData("9: fcbr0    inet 10.0.100.1/24 scope global fcbr0\\\n", CheckStatus.Warn, "no IPv4 address")]
    public Task An_address_with_an_end_is_not_static(string output, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().Answers(Show, output), "address-static", status, says);

    [Fact]
    public async Task Names_and_forwarding()
    {
        await Checked.ComesOutAsync(new RecordedHost(), "address-static", CheckStatus.Warn, "cannot be read");
        await Checked.ComesOutAsync(Named("nameserver 10.0.1.1\n").Answers("getent hosts web-1", "127.0.1.1 web-1"), "address-names", CheckStatus.Pass, "10.0.1.1");
        await Checked.ComesOutAsync(Named("nameserver 10.0.1.1\n"), "address-names", CheckStatus.Fail, "web-1, does not resolve");
        await Checked.ComesOutAsync(Named("search example.org\n").Answers("getent hosts web-1", "127.0.1.1 web-1"), "address-names", CheckStatus.Fail, "no name server");
        await Checked.ComesOutAsync(new RecordedHost(), "address-names", CheckStatus.Fail, "/etc/resolv.conf cannot be read");
        await Checked.ComesOutAsync(Sources().Answers("getent hosts deb.example.org", "192.0.2.1 deb.example.org"), "address-mirror", CheckStatus.Pass, "deb.example.org");
        await Checked.ComesOutAsync(Sources(), "address-mirror", CheckStatus.Warn, "does not resolve");
        await Checked.ComesOutAsync(new RecordedHost(), "address-mirror", CheckStatus.NotApplicable, "No package source");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/sys/net/ipv4/ip_forward", "1\n"), "address-forwarding", CheckStatus.Pass, "forwards");
        await Checked.ComesOutAsync(new RecordedHost().With("/proc/sys/net/ipv4/ip_forward", "0\n"), "address-forwarding", CheckStatus.Fail, "does not forward");
        await Checked.ComesOutAsync(new RecordedHost(), "address-forwarding", CheckStatus.Fail, "cannot be read");
    }

    [Fact]
    public async Task The_bridge_is_there_or_can_be_made()
    {
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/class/net/fcbr0/bridge"), "bridge-there", CheckStatus.Pass, "is there");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/class/net/fcbr0"), "bridge-there", CheckStatus.Fail, "another kind");
        await Checked.ComesOutAsync(new RecordedHost().WithDirectory("/sys/module/bridge"), "bridge-there", CheckStatus.Warn, "makes it when it starts");
        await Checked.ComesOutAsync(new RecordedHost { IsRoot = false }.WithDirectory("/sys/module/bridge"), "bridge-there", CheckStatus.Fail, "cannot make one");
        await Checked.ComesOutAsync(new RecordedHost(), "bridge-there", CheckStatus.Fail, "cannot be read");
        await Checked.ComesOutAsync(new RecordedHost().Answers("ip -4 route show", "default via 10.0.1.1 dev eno1\n10.0.100.0/24 dev fcbr0 proto kernel\n"), "bridge-subnet", CheckStatus.Pass, "free");
        await Checked.ComesOutAsync(new RecordedHost().Answers("ip -4 route show", "10.0.100.0/24 dev eno2 proto kernel\n"), "bridge-subnet", CheckStatus.Warn, "next range");
        await Checked.ComesOutAsync(new RecordedHost(), "bridge-subnet", CheckStatus.Warn, "cannot be read");
    }

    [Fact]
    public async Task A_bridged_network_needs_its_adapter_and_neither_forwarding_nor_range()
    {
        RecordedHost Bridged() => new RecordedHost().Variable("NEXUS_NETWORK_MODE", "bridged");
        await Checked.ComesOutAsync(Bridged().With("/proc/sys/net/ipv4/ip_forward", "0\n"), "address-forwarding", CheckStatus.NotApplicable, "forwards nothing");
        await Checked.ComesOutAsync(Bridged(), "bridge-subnet", CheckStatus.NotApplicable, "router");
        await Checked.ComesOutAsync(Bridged(), "bridge-there", CheckStatus.Fail, "There is no bridge fcbr0");
        await Checked.ComesOutAsync(Bridged().WithDirectory("/sys/class/net/fcbr0"), "bridge-there", CheckStatus.Fail, "There is no bridge fcbr0");
        await Checked.ComesOutAsync(Bridged().WithDirectory("/sys/class/net/fcbr0/bridge").WithDirectory("/sys/class/net/fcbr0/brif/nq123456789ab0"), "bridge-there", CheckStatus.Fail, "carries no network adapter");
        await Checked.ComesOutAsync(Bridged().WithDirectory("/sys/class/net/fcbr0/bridge").WithDirectory("/sys/class/net/fcbr0/brif/eth1"), "bridge-there", CheckStatus.Pass, "carries eth1");
        await Checked.ComesOutAsync(Bridged().Answers(Show, "9: fcbr0    inet 10.0.1.5/24 scope global fcbr0\\\n"), "address-static", CheckStatus.Pass, "10.0.1.5/24 on fcbr0");
    }

    private static RecordedHost Adapters(params (string Name, string Speed)[] adapters)
    {
        var host = new RecordedHost().WithDirectory("/sys/class/net/lo");
        foreach (var (name, speed) in adapters)
        {
            host.WithDirectory($"/sys/class/net/{name}/device").With($"/sys/class/net/{name}/speed", speed + "\n");
        }

        return host;
    }

    private static RecordedHost Named(string resolvers) => new RecordedHost().With("/etc/resolv.conf", resolvers).With("/proc/sys/kernel/hostname", "web-1\n");

    private static RecordedHost Sources() => new RecordedHost().With("/etc/apt/sources.list.d/debian.sources", "Types: deb\nURIs: http://deb.example.org/debian\n");
}
