using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>A user name for a person who comes from elsewhere: what they are called there, made valid, and with a number where it is taken.</summary>
internal static class FreeUserName
{
    private const int Longest = 60;

    public static async Task<string> FindAsync(NexusDb db, string hint, CancellationToken cancellationToken)
    {
        var name = Valid(hint);
        for (var number = 2; await IsTakenAsync(db, name.ToUpperInvariant(), cancellationToken); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{Valid(hint)}-{number}");
        }

        return name;
    }

    /// <summary>Its letters that a user name may have.</summary>
    internal static string Valid(string hint)
    {
        var kept = new string([.. hint.Trim().Replace(' ', '.').Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '@').Take(Longest)]).Trim('-', '.', '@');
        return kept.Length == 0 ? "user" : kept;
    }

    private static Task<bool> IsTakenAsync(NexusDb db, string normalized, CancellationToken cancellationToken)
        => db.Users.AnyAsync(account => account.NormalizedUserName == normalized, cancellationToken);
}
