using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access;

/// <summary>For whoever owns the host: a new password for an administrator, told once; sessions and tokens of it end.</summary>
internal sealed class AdministratorReset(UserManager<Account> accounts, NexusDb db)
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";

    public async Task<int> RunAsync(string? name, TextWriter output, CancellationToken cancellationToken)
    {
        var account = name is not null
            ? await accounts.FindByNameAsync(name)
            : await db.Users.Where(user => user.IsAdministrator).OrderByDescending(user => user.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            await output.WriteLineAsync(name is null ? "There is no administrator yet: use the code in the file setup-code of the data directory." : $"There is no account '{name}'.");
            return 1;
        }

        var text = RandomNumberGenerator.GetString(Letters, 20);
        var password = string.Join('-', text.Chunk(5).Select(part => new string(part)));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        account.IsAdministrator = true;
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);

        // The new stamp ends every session of the account within seconds.
        var saved = await accounts.UpdateSecurityStampAsync(account);
        if (!saved.Succeeded)
        {
            await output.WriteLineAsync(string.Join(' ', saved.Errors.Select(error => error.Description)));
            return 1;
        }

        await db.Set<ApiToken>().Where(token => token.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await output.WriteLineAsync($"User name: {account.UserName}");
        await output.WriteLineAsync($"New password: {password}");
        await output.WriteLineAsync("It is shown this once. Sessions and tokens of the account have ended.");
        return 0;
    }
}
