using System.Globalization;
using NexusQuantum.Domain.Errors;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>
/// Reads <c>postgresql://user:password@host:port/database?option=value</c> (libpq, "Connection URIs"). Our own reader: Npgsql takes
/// no URI, and <see cref="Uri"/> cuts <c>u:p@ss#w/rd@h</c> in the wrong places. The password is never in a message.
/// </summary>
internal static class DatabaseUrl
{
    private const string Example = "Write it as postgresql://user:password@host:5432/database.";

    private static readonly string[] Options =
        ["host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name", "options", "target_session_attrs"];

    public static Result<DatabaseAddress> Parse(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || text[..scheme] is not ("postgresql" or "postgres"))
        {
            return Bad("DATABASE_URL does not begin with postgresql://.");
        }

        var rest = text[(scheme + 3)..];
        var query = QueryStart(rest);
        var options = query < 0 ? "" : rest[(query + 1)..];
        rest = query < 0 ? rest : rest[..query];

        var at = rest.LastIndexOf('@');
        var builder = new NpgsqlConnectionStringBuilder();
        return (at < 0 ? Done.Value : Credentials(rest[..at], builder))
            .Then(_ => Place(rest[(at + 1)..], builder))
            .Then(_ => Query(options, builder))
            .Then(_ => Finish(builder));
    }

    /// <summary>The last '?' that begins known options; one inside an unescaped password does not.</summary>
    private static int QueryStart(string rest)
    {
        for (var i = rest.IndexOf('?', StringComparison.Ordinal); i >= 0; i = rest.IndexOf('?', i + 1))
        {
            var name = rest[(i + 1)..].Split('=', '&')[0];
            if (i == rest.Length - 1 || Options.Contains(name, StringComparer.Ordinal) || !rest[i..].Contains('@', StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private static Result<Done> Credentials(string text, NpgsqlConnectionStringBuilder builder)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = Decode(colon < 0 ? text : text[..colon], "user name");
        if (!user.Ok)
        {
            return user.Error;
        }

        builder.Username = user.Value;
        if (colon < 0)
        {
            return Done.Value;
        }

        var password = Decode(text[(colon + 1)..], "password");
        builder.Password = password.Value;
        return password.Ok ? Done.Value : password.Error;
    }

    private static Result<Done> Place(string text, NpgsqlConnectionStringBuilder builder)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var hosts = new List<string>();
        foreach (var entry in (slash < 0 ? text : text[..slash]).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var end = entry.StartsWith('[') ? entry.IndexOf(']', StringComparison.Ordinal) + 1 : entry.LastIndexOf(':') is >= 0 and var colon ? colon : entry.Length;
            if ((entry.StartsWith('[') && end == 0) || (end < entry.Length && (entry[end] != ':' || !Port(entry[(end + 1)..]))))
            {
                return Bad("DATABASE_URL has a host or port that cannot be read; a port is 1 to 65535, an IPv6 address stands in [ ].");
            }

            // One host may carry its port beside it; only a list needs host:port, and there Npgsql wants IPv6 in brackets.
            hosts.Add(Uri.UnescapeDataString(entry[..end]) + (end < entry.Length ? entry[end..] : ""));
        }

        if (hosts.Count == 1)
        {
            var (host, port) = Split(hosts[0]);
            builder.Host = host;
            builder.Port = port ?? builder.Port;
        }
        else if (hosts.Count > 1)
        {
            builder.Host = string.Join(',', hosts);
        }

        var name = slash < 0 ? "" : text[(slash + 1)..];
        var database = name.Contains('/', StringComparison.Ordinal) ? Bad("DATABASE_URL has a second '/' after the host; write a '/' in a name or password as %2F.") : Decode(name, "database name");
        builder.Database = database.Value is { Length: > 0 } given ? given : null;
        return database.Ok ? Done.Value : database.Error;
    }

    private static (string Host, int? Port) Split(string host)
    {
        if (host.StartsWith('['))
        {
            var end = host.IndexOf(']', StringComparison.Ordinal);
            return (host[1..end], end + 1 < host.Length ? int.Parse(host.AsSpan(end + 2), CultureInfo.InvariantCulture) : null);
        }

        var colon = host.StartsWith('/') ? -1 : host.LastIndexOf(':');
        return colon < 0 ? (host, null) : (host[..colon], int.Parse(host.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    private static Result<Done> Query(string text, NpgsqlConnectionStringBuilder builder)
    {
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            if (!Options.Contains(name, StringComparer.Ordinal))
            {
                return Bad($"DATABASE_URL has an option that is not known here; known are {string.Join(", ", Options)}.");
            }

            if (!DatabaseUrlOption.Apply(builder, name, value))
            {
                return Bad($"DATABASE_URL has a value for '{name}' that is not valid.");
            }
        }

        return Done.Value;
    }

    private static Result<DatabaseAddress> Finish(NpgsqlConnectionStringBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Username))
        {
            return Bad("DATABASE_URL names no user.");
        }

        builder.Host = string.IsNullOrEmpty(builder.Host) ? "localhost" : builder.Host;
        builder.Database ??= builder.Username;
        return new DatabaseAddress(DatabaseSettings.Apply(builder).ConnectionString, $"{builder.Host}/{builder.Database}");
    }

    private static Result<string> Decode(string text, string what)
    {
        foreach (var letter in "@/#?[]")
        {
            if (text.Contains(letter, StringComparison.Ordinal))
            {
                return new Error(ErrorKind.Invalid, "database-url-invalid", $"DATABASE_URL has an unescaped '{letter}' in the {what}.") { Fix = $"Write each '{letter}' there as %{(int)letter:X2}." };
            }
        }

        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return new Error(ErrorKind.Invalid, "database-url-invalid", $"DATABASE_URL has a '%' in the {what} that escapes nothing.") { Fix = "Write a '%' there as %25." };
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static bool Port(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535;

    private static Error Bad(string message) => new(ErrorKind.Invalid, "database-url-invalid", message) { Fix = Example };
}
