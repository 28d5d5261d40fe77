using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Web.Features.Access;

/// <summary>
/// The one-time code of the first administrator: in the file <c>setup-code</c> (0600) of the data directory, so that whoever
/// started the portal has it and whoever finds the port does not.
/// </summary>
internal sealed class SetUpCode(WebOptions options, NpgsqlDataSource data)
{
    // Without 0/O, 1/I and other look-alikes; 12 of 31 letters are 59 bits.
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 12;

    private volatile bool _closed;

    private string FilePath => Path.Combine(options.DataDirectory, "setup-code");

    /// <summary>True until the first person has an account; then false for good. A service account closes nothing: the acceptance test has one before anybody else.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        if (_closed)
        {
            return false;
        }

        await using var command = data.CreateCommand("SELECT EXISTS (SELECT 1 FROM accounts WHERE NOT is_service)");
        _closed = await command.ExecuteScalarAsync(cancellationToken) is true;
        if (_closed)
        {
            File.Delete(FilePath);
        }

        return !_closed;
    }

    /// <summary>The code, made when there is none; null when set-up is closed.</summary>
    public async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        if (!await IsOpenAsync(cancellationToken))
        {
            return null;
        }

        if (!File.Exists(FilePath))
        {
            var code = RandomNumberGenerator.GetString(Letters, Length);
            PrivateFile.WriteNew(FilePath, $"{code[..4]}-{code[4..8]}-{code[8..]}\n");
        }

        PrivateFile.RequirePrivate(FilePath);
        return (await File.ReadAllTextAsync(FilePath, cancellationToken)).Trim();
    }

    /// <summary>Compares in constant time; hyphens, spaces and case do not count.</summary>
    public async Task<bool> MatchesAsync(string? given, CancellationToken cancellationToken)
    {
        var code = await EnsureAsync(cancellationToken);
        return code is not null && given is { Length: <= 100 }
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Plain(given)), SHA256.HashData(Plain(code)));
    }

    /// <summary>After the first administrator was made.</summary>
    public void Close()
    {
        _closed = true;
        File.Delete(FilePath);
    }

    private static byte[] Plain(string text)
        => Encoding.UTF8.GetBytes(string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant());
}
