using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Tickets;

/// <summary>
/// Issues and reads tickets, sealed with the master key so that every replica reads them. Nothing is stored for one until it is
/// spent, and only a right proof spends one: a stranger cannot fill a table.
/// </summary>
internal sealed class TicketOffice(Seal seal, NpgsqlDataSource data, TimeProvider time)
{
    private const int Longest = 8192;

    public string Issue(TicketKind kind, Account? account, TimeSpan life, string content = "")
    {
        var ticket = new Ticket(Guid.CreateVersion7(), account?.Id ?? Guid.Empty, account?.SecurityStamp ?? "", time.GetUtcNow() + life, content);
        return Base64Url.EncodeToString(seal.Protect(JsonSerializer.SerializeToUtf8Bytes(ticket, TicketJson.Default.Ticket), Purpose(kind)));
    }

    /// <summary>Null for one of another kind, a changed or an expired one. Whether it was spent is asked by <see cref="SpendAsync(Ticket, CancellationToken)"/>.</summary>
    public Ticket? Read(TicketKind kind, string? text)
    {
        if (text is not { Length: > 0 and <= Longest } || !Base64Url.IsValid(text))
        {
            return null;
        }

        try
        {
            var ticket = JsonSerializer.Deserialize(seal.Unprotect(Base64Url.DecodeFromChars(text), Purpose(kind)), TicketJson.Default.Ticket);
            return ticket is not null && ticket.ExpiresAt > time.GetUtcNow() ? ticket : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True the first time, at whichever replica.</summary>
    public async Task<bool> SpendAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("INSERT INTO spent_tickets (id, until) VALUES (@id, @until) ON CONFLICT DO NOTHING");
        command.Parameters.AddWithValue("id", ticket.Id);
        command.Parameters.AddWithValue("until", ticket.ExpiresAt);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The same in a transaction, with what it opens: spent or not together with that.</summary>
    public static async Task<bool> SpendAsync(NexusDb db, Ticket ticket, CancellationToken cancellationToken)
        => await db.Database.ExecuteSqlAsync($"INSERT INTO spent_tickets (id, until) VALUES ({ticket.Id}, {ticket.ExpiresAt}) ON CONFLICT DO NOTHING", cancellationToken) == 1;

    /// <summary>Forgets those that have expired anyway; how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("DELETE FROM spent_tickets WHERE until < @dead");
        command.Parameters.AddWithValue("dead", time.GetUtcNow().AddMinutes(-10)); // replicas' clocks differ a little
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Purpose(TicketKind kind) => $"ticket {kind}";
}
