using System.Globalization;
using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>One option behind the '?' of a <see cref="DatabaseUrl"/>, by libpq's names.</summary>
internal static class DatabaseUrlOption
{
    /// <summary>False for a value that is not valid.</summary>
    public static bool Apply(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        switch (name)
        {
            case "host":
                builder.Host = value;
                return value.Length > 0;
            case "port":
                return Number(value, 1, 65535, port => builder.Port = port);
            case "connect_timeout":
                return Number(value, 1, 1024, seconds => builder.Timeout = seconds);
            case "dbname":
                builder.Database = value;
                return value.Length > 0;
            case "user":
                builder.Username = value;
                return value.Length > 0;
            case "password":
                builder.Password = value;
                return true;
            case "sslmode":
                return Mode(builder, value);
            case "sslrootcert":
                builder.RootCertificate = value;
                return File.Exists(value);
            case "sslcert":
                builder.SslCertificate = value;
                return File.Exists(value);
            case "sslkey":
                builder.SslKey = value;
                return File.Exists(value);
            case "application_name":
                builder.ApplicationName = value;
                return true;
            case "options":
                builder.Options = value;
                return true;
            case "target_session_attrs":
                builder.TargetSessionAttributes = value;
                return value is "any" or "primary" or "read-write" or "prefer-standby" or "prefer-primary";
            default:
                return false;
        }
    }

    private static bool Mode(NpgsqlConnectionStringBuilder builder, string value)
    {
        SslMode? mode = value switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => null,
        };
        builder.SslMode = mode ?? builder.SslMode;
        return mode is not null;
    }

    private static bool Number(string value, int least, int most, Action<int> set)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
        {
            return false;
        }

        set(number);
        return true;
    }
}
