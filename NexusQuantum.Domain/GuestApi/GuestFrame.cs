using System.Collections.Immutable;

namespace NexusQuantum.Domain.GuestApi;

/// <summary>One line of the control line, guest to host: JSON and a newline. Exactly one member is set.</summary>
public sealed record GuestFrame
{
    /// <summary>Sent when the line opens and again after each <see cref="HostFrame.Ping"/> until an identity came.</summary>
    public GuestHello? Hello { get; init; }

    /// <summary>Answer to <see cref="HostFrame.Identity"/>.</summary>
    public IdentityDone? IdentityDone { get; init; }

    /// <summary>Once a second after the identity.</summary>
    public GuestSample? Sample { get; init; }

    /// <summary>The guest begins to shut down, so the host need not guess.</summary>
    public GuestGoodbye? Goodbye { get; init; }
}

/// <summary>The guest agent is there.</summary>
public sealed record GuestHello
{
    /// <summary>The guest agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>The kernel's boot id (/proc/sys/kernel/random/boot_id): a new one is a new boot.</summary>
    public required string BootId { get; init; }

    /// <summary>Kernel release.</summary>
    public required string Kernel { get; init; }

    /// <summary>Distribution.</summary>
    public string? Distribution { get; init; }

    /// <summary>Seconds since the guest's kernel started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>What it can do beyond the first release, by name.</summary>
    public ImmutableArray<string> Capabilities { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>The guest took its identity, or why it could not take part of it.</summary>
public sealed record IdentityDone
{
    /// <summary>True when the password was set.</summary>
    public bool PasswordTaken { get; init; }

    /// <summary>Addresses its NICs have now, text form.</summary>
    public ImmutableArray<string> Addresses { get => field.IsDefault ? [] : field; init; } = [];

    /// <summary>What did not work, sentences; empty when all did.</summary>
    public ImmutableArray<string> Problems { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>The guest shuts down.</summary>
/// <param name="Reboot">True when it comes back by itself.</param>
public sealed record GuestGoodbye(bool Reboot);
