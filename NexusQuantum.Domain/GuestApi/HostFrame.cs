using System.Collections.Immutable;

namespace NexusQuantum.Domain.GuestApi;

/// <summary>One line of the control line, host to guest: JSON and a newline. Exactly one member is set.</summary>
public sealed record HostFrame
{
    /// <summary>Asks for a hello; sent when the host's agent connects.</summary>
    public GuestPing? Ping { get; init; }

    /// <summary>Who the guest is; sent after each hello and after a clone.</summary>
    public GuestIdentity? Identity { get; init; }

    /// <summary>Shut down in order.</summary>
    public GuestShutdown? Shutdown { get; init; }
}

/// <summary>Asks for a hello.</summary>
/// <param name="Clock">The host's clock, UTC.</param>
public sealed record GuestPing(DateTimeOffset Clock);

/// <summary>Who the guest is. Carries secrets: never logged, on either side.</summary>
public sealed record GuestIdentity
{
    /// <summary>The VM's own key for port 9000: 32 random bytes, base64url.</summary>
    public required string Key { get; init; }

    /// <summary>Host name.</summary>
    public required string HostName { get; init; }

    /// <summary>Machine id: 32 hexadecimal digits (machine-id(5)).</summary>
    public required string MachineId { get; init; }

    /// <summary>Address with prefix for the first NIC ("10.0.100.5/24"), null to leave it to DHCP.</summary>
    public string? Address { get; init; }

    /// <summary>Default gateway; also the only peer that port 9000 answers, unless <see cref="HostAddress"/> names another.</summary>
    public string? Gateway { get; init; }

    /// <summary>Address the host calls port 9000 from where it is not the gateway: on a bridged network its link-local IPv6 address (RFC 4291, 2.5.6), without a zone. Null otherwise.</summary>
    public string? HostAddress { get; init; }

    /// <summary>Name servers.</summary>
    public ImmutableArray<string> NameServers { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>The host's clock, UTC; the guest steps its own when it is more than a second off.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>32 random bytes, base64, to stir into the guest's pool.</summary>
    public required string Entropy { get; init; }

    /// <summary>Account to make, null for root only.</summary>
    public string? UserName { get; init; }

    /// <summary>Password for that account (or root), once.</summary>
    public string? Password { get; init; }

    /// <summary>OpenSSH public keys for that account (or root).</summary>
    public ImmutableArray<string> SshKeys { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>Never prints a secret.</summary>
    public override string ToString() => $"GuestIdentity {{ HostName = {HostName} }}";
}

/// <summary>Shut down in order.</summary>
/// <param name="Reboot">True to come back.</param>
public sealed record GuestShutdown(bool Reboot);
