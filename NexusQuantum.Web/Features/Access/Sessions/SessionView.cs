using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>A signed-in browser.</summary>
/// <param name="Id">The session.</param>
/// <param name="Current">Whether the caller came in by it.</param>
/// <param name="Device">What the browser says it is, in plain words.</param>
/// <param name="Address">Where it was last used from.</param>
/// <param name="Method">How it was opened: <c>password</c>, <c>passkey</c>, <c>single sign-on by name</c>.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="LastUsedAt">When it was last used, by the minute.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
public sealed record SessionView(Guid Id, bool Current, string Device, string? Address, string Method, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt)
{
    internal static SessionView Of(SessionRow row, Caller caller)
        => new(row.Id, caller.Origin is { Kind: "session" } origin && origin.CredentialId == row.Id, DeviceWords.Of(row.Device), row.Address, row.Method, row.CreatedAt, row.LastUsedAt, row.ExpiresAt);
}
