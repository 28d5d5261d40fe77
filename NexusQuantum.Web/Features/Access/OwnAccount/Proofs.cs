using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Tickets;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

/// <summary>
/// A fresh proof of who sits there, asked before ways to sign in change: a session left open for a minute must not be enough to keep
/// an account for good. Good for some changes within five minutes, in the session it was given in.
/// </summary>
internal sealed class Proofs(TicketOffice tickets, SessionBook sessions, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    public async Task<ProofView> IssueAsync(Caller caller, Account account, CancellationToken cancellationToken)
    {
        if (caller.Origin is { Kind: "session", CredentialId: { } session })
        {
            await sessions.ProvedAsync(session, cancellationToken);
        }

        return new(tickets.Issue(TicketKind.Proof, account, Life, Session(caller)), time.GetUtcNow() + Life);
    }

    /// <summary>Null when it is good.</summary>
    public Error? WhyNot(Caller caller, Account account, string? proof)
        => tickets.Read(TicketKind.Proof, proof) is { } ticket && ticket.Fits(account) && string.Equals(ticket.Content, Session(caller), StringComparison.Ordinal)
            ? null
            : OwnAccountErrors.ProofRequired();

    private static string Session(Caller caller) => caller.Origin.CredentialId?.ToString("D") ?? "";
}
