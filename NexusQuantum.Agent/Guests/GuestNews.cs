using System.Collections.Immutable;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guests;

/// <summary>What a guest told on its control line that concerns its VM's life. Texts are already made safe.</summary>
internal abstract record GuestNews
{
    public sealed record Hello(GuestHello Value) : GuestNews;

    public sealed record Identified(IdentityDone Value, bool PasswordSent) : GuestNews;

    /// <summary>The IPv4 addresses it says it has, when they changed.</summary>
    public sealed record Addresses(ImmutableArray<string> Value) : GuestNews;

    public sealed record Goodbye(bool Reboot) : GuestNews;
}
