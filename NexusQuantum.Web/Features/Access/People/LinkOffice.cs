using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Makes one-time links, in the caller's transaction.</summary>
internal static class LinkOffice
{
    /// <summary>For people who are new: a long weekend.</summary>
    public static readonly TimeSpan InvitationLife = TimeSpan.FromHours(72);

    /// <summary>For people who wait for it.</summary>
    public static readonly TimeSpan ResetLife = TimeSpan.FromHours(24);

    private const int RandomBytes = 32;

    /// <summary>A new link takes the place of the old one; only this answer holds its secret.</summary>
    public static async Task<NewLinkView> IssueAsync(NexusDb db, Account account, bool isReset, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        await db.Set<AccountLink>().Where(link => link.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        var row = new AccountLink
        {
            Id = Guid.CreateVersion7(), AccountId = account.Id, IsReset = isReset, Hash = Hash(secret), CreatedBy = by, CreatedAt = now, ExpiresAt = now + (isReset ? ResetLife : InvitationLife),
        };
        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        return new NewLinkView(account.Id, account.UserName ?? "", "/join#" + secret, row.ExpiresAt);
    }

    /// <summary>The secret has 256 random bits, so a slow hash would protect nothing more.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
