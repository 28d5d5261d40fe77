using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>What fixes say to the operator and ask.</summary>
/// <param name="output">A terminal, or whatever stands for it.</param>
/// <param name="answers">Where answers come from; null when all are yes.</param>
internal sealed class FixTalk(TextWriter output, TextReader? answers)
{
    public void Say(string line) => output.WriteLine(SafeText.Clean(line));

    /// <summary>What was done, below what it was done for.</summary>
    public void Did(string line) => output.WriteLine("  " + SafeText.Clean(line));

    /// <summary>A command that does it.</summary>
    public void Add(string line) => output.WriteLine("    " + SafeText.Clean(line));

    /// <summary>True for yes; the end of the input is a no.</summary>
    public async Task<bool> AgreesAsync(string question, CancellationToken cancellationToken)
    {
        if (answers is null)
        {
            return true;
        }

        await output.WriteAsync($"  {question} [y/N] ".AsMemory(), cancellationToken);
        await output.FlushAsync(cancellationToken);
        return (await answers.ReadLineAsync(cancellationToken))?.Trim() is "y" or "Y" or "yes";
    }
}
