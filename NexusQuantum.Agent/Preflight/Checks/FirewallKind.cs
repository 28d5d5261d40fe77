using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>What filters a host's packets, by the program that rules are given to.</summary>
[JsonConverter(typeof(CamelCaseEnum<FirewallKind>))]
internal enum FirewallKind
{
    Ufw,
    Firewalld,
    Nftables,
    Iptables,
}
