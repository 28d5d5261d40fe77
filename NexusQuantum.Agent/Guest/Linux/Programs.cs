namespace NexusQuantum.Agent.Guest.Linux;

/// <summary>Where programs are looked for.</summary>
internal static class Programs
{
    public const string RootPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    public const string UserPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The file a program's name stands for, as execvp(3) would find it; null when there is none.</summary>
    public static string? Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(name) ? name : null;
        }

        foreach (var directory in RootPath.Split(':'))
        {
            var path = $"{directory}/{name}";
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
