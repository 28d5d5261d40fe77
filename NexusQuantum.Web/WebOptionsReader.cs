using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web;

/// <summary>Reads <see cref="WebOptions"/> from variables; tells all mistakes at once.</summary>
internal sealed class WebOptionsReader(Func<string, string?> variable)
{
    /// <summary>The socket of the private cluster below the data directory; a Unix address holds 107 bytes.</summary>
    private const string SocketTail = "/pg/.s.PGSQL.5432";

    private readonly List<string> _mistakes = [];

    /// <summary>The options, or all that is wrong with the variables.</summary>
    public WebOptions Read()
    {
        var (options, mistakes) = TryRead();
        return mistakes.Count == 0
            ? options
            : throw new StartRefusedException(string.Join(Environment.NewLine, mistakes), "Correct the variables above and start again.");
    }

    /// <summary>The options, with defaults for what could not be read, and sentences that begin with the name of a variable.</summary>
    public (WebOptions Options, IReadOnlyList<string> Mistakes) TryRead()
    {
        var options = new WebOptions
        {
            Bind = Bind(),
            Base = Base(),
            Database = Database(),
            DataDirectory = DataDirectory(),
            PlainHttp = Flag("NEXUS_PLAIN_HTTP"),
            Proxies = Proxies(),
            HstsDays = HstsDays(),
            AllowRoot = Flag("NEXUS_ALLOW_ROOT"),
            BaseImageDirectory = Text("NEXUS_BASE_IMAGES") is { } images ? Path.GetFullPath(images) : null,
            TlsCertificate = ExistingFile("NEXUS_TLS_CERT"),
            TlsKey = ExistingFile("NEXUS_TLS_KEY"),
        };
        if (options.TlsCertificate is null != options.TlsKey is null)
        {
            _mistakes.Add("NEXUS_TLS_CERT and NEXUS_TLS_KEY belong together: set both (PEM files) or neither.");
        }

        CheckDirectory(options);
        return (options, _mistakes);
    }

    private IPEndPoint Bind()
    {
        var text = Text("MANAGER_BIND") ?? "0.0.0.0:18080";
        if (IPEndPoint.TryParse(text, out var bind) && bind.Port is > 0 and <= 65535)
        {
            return bind;
        }

        _mistakes.Add($"MANAGER_BIND '{text}' is not address:port, such as 0.0.0.0:18080 or [::]:18080.");
        return new IPEndPoint(IPAddress.Loopback, 18080);
    }

    private Uri? Base()
    {
        if (Text("MANAGER_BASE") is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.AbsolutePath == "/")
        {
            return uri;
        }

        _mistakes.Add($"MANAGER_BASE '{text}' is not an address such as https://nexus.example.org:18080, without a path.");
        return null;
    }

    private ImmutableArray<IPNetwork> Proxies()
    {
        var known = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var word in (Text("NEXUS_PROXIES") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The parser takes "10.1" for 10.0.0.1 and cuts off bits beyond a prefix: whoever wrote that meant something else.
            var text = word.Split('/')[0];
            if (IPAddress.TryParse(text, out var address) && text.Equals(address.ToString(), StringComparison.OrdinalIgnoreCase)
                && IPNetwork.TryParse(text.Length < word.Length ? word : $"{word}/{address.GetAddressBytes().Length * 8}", out var network)
                && network.PrefixLength > 0 && network.BaseAddress.Equals(address))
            {
                known.Add(network);
            }
            else
            {
                _mistakes.Add($"NEXUS_PROXIES holds '{word}', which is neither an address such as 10.0.0.5 nor a range such as 10.0.0.0/24 or fd00::/64 (without bits beyond its prefix, and not everybody).");
            }
        }

        return known.ToImmutable();
    }

    private int HstsDays()
    {
        var text = Text("NEXUS_HSTS_DAYS") ?? "365";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3650)
        {
            return days;
        }

        _mistakes.Add($"NEXUS_HSTS_DAYS '{text}' is not a number of days from 0 to 3650.");
        return 0;
    }

    private DatabaseAddress? Database()
    {
        if (Text("DATABASE_URL") is not { } text)
        {
            return null;
        }

        var parsed = DatabaseUrl.Parse(text);
        if (!parsed.Ok)
        {
            _mistakes.Add($"{parsed.Error.Message} {parsed.Error.Fix}");
        }

        return parsed.Value;
    }

    private string DataDirectory()
    {
        if (Text("NEXUS_DATA_DIR") is { } text)
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
        }

        return Environment.IsPrivilegedProcess
            ? "/var/lib/nexus"
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/nexus");
    }

    private void CheckDirectory(WebOptions options)
    {
        var directory = options.DataDirectory;
        var bytes = Encoding.UTF8.GetByteCount(directory + SocketTail);
        if (options.Database is null && bytes > 107)
        {
            _mistakes.Add($"NEXUS_DATA_DIR '{directory}' is too long: the database socket below it would have {bytes} bytes, Linux allows 107. Choose a directory that is {bytes - 107} bytes shorter, such as /var/lib/nexus.");
        }

        // pg_ctl hands its arguments to a shell; only what no shell takes apart may stand there.
        if (directory.Any(letter => !char.IsAsciiLetterOrDigit(letter) && !"/._-+@".Contains(letter, StringComparison.Ordinal)))
        {
            _mistakes.Add($"NEXUS_DATA_DIR '{directory}' may hold only letters, digits and / . _ - + @.");
        }
    }

    private string? ExistingFile(string name)
    {
        var path = Text(name);
        if (path is not null && !File.Exists(path))
        {
            _mistakes.Add($"{name} '{path}' does not exist.");
        }

        return path;
    }

    private bool Flag(string name)
    {
        var text = Text(name);
        if (text is not (null or "0" or "1"))
        {
            _mistakes.Add($"{name} '{text}' is neither 0 nor 1.");
        }

        return text is "1";
    }

    private string? Text(string name) => variable(name) is { } text && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
