using System.Runtime.CompilerServices;

namespace NexusQuantum.Agent.Tests;

/// <summary>Compares generated text with a file beside the test; NEXUS_RECORD=1 writes the file instead, for a human to read.</summary>
internal static class Recorded
{
    public static void Same(string name, string text, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Recorded", name);
        if (Environment.GetEnvironmentVariable("NEXUS_RECORD") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing: run once with NEXUS_RECORD=1 and read what it wrote.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
