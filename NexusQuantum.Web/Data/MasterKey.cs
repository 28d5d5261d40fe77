using System.Security.Cryptography;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>Reads or makes the master key.</summary>
internal static class MasterKey
{
    private const int Size = 32;

    /// <summary>The seal of this installation.</summary>
    public static Seal Load(string directory)
    {
        var path = Path.Combine(directory, "master.key");
        if (!File.Exists(path))
        {
            PrivateFile.WriteNew(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size)) + "\n");
        }

        PrivateFile.RequirePrivate(path);
        var key = new byte[Size];
        if (!Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var length) || length != Size)
        {
            throw new StartRefusedException("The master key is damaged: expected 32 bytes in base64.", $"Restore {path} from a backup; without it sealed secrets cannot be read.");
        }

        return new Seal(key);
    }

    /// <summary>Refuses a database that was sealed with another key, before anything is written with this one.</summary>
    public static async Task CheckAsync(NpgsqlDataSource data, Seal seal, CancellationToken cancellationToken)
    {
        const string Name = "master-key-check";
        await using (var insert = data.CreateCommand("INSERT INTO sealed_secrets (name, value, created_at) VALUES (@name, @value, now()) ON CONFLICT (name) DO NOTHING"))
        {
            insert.Parameters.AddWithValue("name", Name);
            insert.Parameters.AddWithValue("value", seal.Protect("nexus"u8, Name));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var select = data.CreateCommand("SELECT value FROM sealed_secrets WHERE name = @name");
        select.Parameters.AddWithValue("name", Name);
        try
        {
            seal.Unprotect((byte[])(await select.ExecuteScalarAsync(cancellationToken))!, Name); // inserted above when it was absent
        }
        catch (CryptographicException)
        {
            throw new StartRefusedException(
                "The database was sealed with another master key than the one in NEXUS_DATA_DIR.",
                "Copy master.key (mode 0600) from the portal that made this database, or give this portal a database of its own.");
        }
    }
}
