using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Tests.Networks;

public sealed class FirewallReadingTests
{
    private const string Docker = """
        table ip filter {
        	chain DOCKER-USER {
        		return
        	}
        	chain FORWARD {
        		type filter hook forward priority filter; policy drop;
        		counter jump DOCKER-USER
        	}
        }
        """;

    [Fact]
    public void No_firewall_is_no_problem() => Assert.Equal(new FirewallProblems(null, null), FirewallReading.Judge(string.Empty, "fcbr0"));

    [Fact]
    public void Our_own_tables_are_not_a_problem()
        => Assert.Null(FirewallReading.Judge("table inet nexus_fcbr1 {\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n", "fcbr0").Forward);

    [Fact]
    public void Docker_is_named_with_its_fix()
    {
        var problems = FirewallReading.Judge(Docker, "fcbr0");
        Assert.StartsWith("Docker drops forwarded packets", problems.Forward);
        Assert.Contains("iptables -I DOCKER-USER -i fcbr0 -j ACCEPT", problems.Forward);
        Assert.Null(problems.Input);
    }

    [Fact]
    public void Bridged_frames_are_dropped_by_whoever_drops_what_is_forwarded()
    {
        Assert.Contains("sysctl -w net.bridge.bridge-nf-call-iptables=0", FirewallReading.JudgeBridged(Docker, "fcbr0"), StringComparison.Ordinal);
        Assert.Contains("'filter'", FirewallReading.JudgeBridged(Docker, "fcbr0"), StringComparison.Ordinal);
        Assert.Null(FirewallReading.JudgeBridged(Docker.Replace("policy drop", "policy accept", StringComparison.Ordinal), "fcbr0"));
        Assert.Null(FirewallReading.JudgeBridged(Docker.Replace("\t\treturn", "\t\tiifname \"fcbr0\" accept", StringComparison.Ordinal), "fcbr0"));
        Assert.Null(FirewallReading.JudgeBridged(Docker.Replace("ip filter", "inet nexus_fcbr0", StringComparison.Ordinal), "fcbr0"));
    }

    [Fact]
    public void A_table_that_was_told_about_the_bridge_is_fine()
        => Assert.Null(FirewallReading.Judge(Docker.Replace("\t\treturn", "\t\tiifname \"fcbr0\" accept", StringComparison.Ordinal), "fcbr0").Forward);

    [Fact]
    public void Ufw_blocks_both_ways()
    {
        var problems = FirewallReading.Judge(
            "table ip filter {\n\tchain ufw-before-input {\n\t}\n\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n\tchain FORWARD {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n", "fcbr0");
        Assert.StartsWith("ufw drops incoming packets", problems.Input);
        Assert.Contains("ufw route allow in on fcbr0", problems.Forward);
    }

    [Fact]
    public void The_range_we_had_comes_first_then_the_one_wished_for_then_the_next()
    {
        Cidr C(string text) => Cidr.Parse(text, null);
        Assert.Equal(C("10.0.105.0/24"), RangeChoice.Pick(C("10.0.105.0/24"), C("10.0.100.0/24"), []));
        Assert.Equal(C("10.0.100.0/24"), RangeChoice.Pick(C("10.0.105.0/24"), C("10.0.100.0/24"), [C("10.0.105.0/25")]));
        Assert.Equal(C("10.0.104.0/24"), RangeChoice.Pick(null, C("10.0.100.0/24"), [C("10.0.100.0/22")]));
        Assert.Equal(C("10.7.0.0/24"), RangeChoice.Pick(null, C("10.0.100.0/24"), [C("10.0.0.0/16")]));
        Assert.Null(RangeChoice.Pick(null, C("10.0.100.0/24"), [C("10.0.0.0/8")]));
    }

    [Fact]
    public void Routes_of_others_are_uses_of_a_range()
    {
        var used = IpTool.ReadRoutes("""[{"dst":"default","dev":"eth0"},{"dst":"10.0.100.0/24","dev":"eth1"},{"dst":"10.0.101.0/24","dev":"fcbr0"},{"dst":"10.9.9.9","dev":"eth1"},{"dst":"0.0.0.0/1","dev":"tun0"},{"type":"local"}]""", "fcbr0");
        Assert.Equal(["10.0.100.0/24", "10.9.9.8/30"], used.Select(range => range.ToString()));
        Assert.Empty(IpTool.ReadRoutes("not json", "fcbr0"));
    }

    [Fact]
    public void Counters_are_those_of_the_guest()
    {
        string[] lines = ["Inter-| Receive | Transmit", " face |bytes packets", "  nqab0: 100 1 0 0 0 0 0 0 2000 2 0 0 0 0 0 0", "  nqab1:5 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0"];
        Assert.Equal((2007, 105), InterfaceCounters.Sum(lines, ["nqab0", "nqab1"]));
        Assert.Null(InterfaceCounters.Sum(lines, ["nqcd0"]));
    }
}
