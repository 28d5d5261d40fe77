using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Tickets;

/// <summary>A short-lived sealed note that a browser carries from one step to the next.</summary>
/// <param name="Id">By which it is spent.</param>
/// <param name="AccountId">Whom it is about; empty before anybody is known.</param>
/// <param name="Stamp">The account's security stamp: a new password or a reset makes it worthless.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="Content">What the step needs.</param>
internal sealed record Ticket(Guid Id, Guid AccountId, string Stamp, DateTimeOffset ExpiresAt, string Content)
{
    /// <summary>Whether it is about this account as it is now.</summary>
    public bool Fits(Account account) => AccountId == account.Id && string.Equals(Stamp, account.SecurityStamp, StringComparison.Ordinal);

    /// <summary>Never prints its content.</summary>
    public override string ToString() => $"Ticket {{ Id = {Id}, AccountId = {AccountId} }}";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Ticket))]
internal sealed partial class TicketJson : JsonSerializerContext;
