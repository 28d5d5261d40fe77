namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>How a check that is not met is mended without a person.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="CanAsync">Whether it can be, as the host is now.</param>
/// <param name="PlanAsync">The changes still missing, in their order; asked once the operator agreed.</param>
internal sealed record HostFix(string Check, Func<FixHost, CancellationToken, Task<bool>> CanAsync, Func<FixHost, CancellationToken, Task<IReadOnlyList<IFixChange>>> PlanAsync)
{
    /// <summary>One whose plan costs nothing: it can be done when there is something to do.</summary>
    public HostFix(string check, Func<FixHost, CancellationToken, Task<IReadOnlyList<IFixChange>>> plan)
        : this(check, async (host, cancellationToken) => (await plan(host, cancellationToken)).Count > 0, plan)
    {
    }

    public HostFix(string check, Func<FixHost, IReadOnlyList<IFixChange>> plan)
        : this(check, (host, _) => Task.FromResult(plan(host)))
    {
    }
}
