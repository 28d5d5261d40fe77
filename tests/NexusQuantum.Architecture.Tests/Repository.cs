namespace NexusQuantum.Architecture.Tests;

/// <summary>The source tree this test was built from.</summary>
internal static class Repository
{
    public static readonly string[] ProductFolders = ["NexusQuantum.Domain", "NexusQuantum.Agent", "NexusQuantum.Web", "wwwroot-assets", "deploy"];

    private static readonly string[] Ignored = ["bin", "obj", "node_modules", "lib", "Migrations"];

    public static string Root { get; } = FindRoot();

    /// <summary>Product files with one of these endings, as paths relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] endings)
        => ProductFolders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists).SelectMany(Walk)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder)
        => Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !Ignored.Contains(Path.GetFileName(child), StringComparer.Ordinal)).SelectMany(Walk));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NexusQuantum.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from inside the source tree.");
    }
}
