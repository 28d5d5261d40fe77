using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Creates;

/// <summary>How long each step of an operation took, over several operations of one kind: where the time went.</summary>
internal sealed class Steps
{
    private readonly List<(string Name, List<double> Took)> _steps = [];

    /// <summary>In the order in which they are done, in ms.</summary>
    public IEnumerable<(string Name, double Took)> Medians => _steps.Select(step => (step.Name, step.Took.Median()));

    public void Add(JsonElement operation)
    {
        foreach (var step in operation.GetProperty("steps").EnumerateArray().Where(step => step.Has("startedAt") && step.Has("endedAt")))
        {
            var name = step.Text("name");
            if (_steps.Find(known => known.Name == name).Took is not { } took)
            {
                _steps.Add((name, took = []));
            }

            took.Add((step.GetProperty("endedAt").GetDateTimeOffset() - step.GetProperty("startedAt").GetDateTimeOffset()).TotalMilliseconds);
        }
    }
}
