using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>
/// Mends what checks found, and takes it back. For each change: 1. what stands already is not made again, and so never taken back,
/// 2. it is written to the journal, 3. made, 4. told. What the host refuses and leaves as it was is struck from the journal again.
/// </summary>
internal sealed class FixRun(FixHost host, FixJournal journal, FixTalk talk, TimeProvider time)
{
    /// <summary>True when something the operator agreed to could not be done.</summary>
    public bool Failed { get; private set; }

    /// <summary>Mends what is not met and can be mended; the number of changes made.</summary>
    public async Task<int> MendAsync(IReadOnlyCollection<CheckResult> results, CancellationToken cancellationToken)
    {
        var made = 0;
        var missed = results.Where(result => result.Outcome.Fix is not null).ToDictionary(result => result.Info.Id, StringComparer.Ordinal);
        foreach (var fix in HostFixes.All)
        {
            if (missed.GetValueOrDefault(fix.Check) is { } result && await CanAsync(fix, cancellationToken) && await AgreedAsync(result, cancellationToken))
            {
                made += await MendAsync(fix, cancellationToken);
            }
        }

        talk.Say(made == 0 ? "Nothing was changed." : $"{made} {(made == 1 ? "change" : "changes")} made; nexus-agent check --unfix takes {(made == 1 ? "it" : "them")} back.");
        return made;
    }

    /// <summary>Takes back what the journal holds, the last first. What somebody went on from is left, and said.</summary>
    public async Task UndoAsync(CancellationToken cancellationToken)
    {
        var entries = journal.Read();
        if (entries.Length == 0)
        {
            talk.Say("There is nothing to take back: check --fix changed nothing here.");
        }

        foreach (var entry in entries.Reverse())
        {
            await UndoAsync(entry, cancellationToken);
        }
    }

    /// <summary>A fix that cannot be planned now is not offered: its check says why by itself.</summary>
    private async Task<bool> CanAsync(HostFix fix, CancellationToken cancellationToken)
    {
        try
        {
            return await fix.CanAsync(host, cancellationToken);
        }
        catch (UnreadableException)
        {
            return false;
        }
    }

    private async Task<bool> AgreedAsync(CheckResult result, CancellationToken cancellationToken)
    {
        talk.Say(result.Outcome.Message);
        foreach (var command in PackagesInstalled.ToolOf(host.Eyes) == "dnf" ? result.Outcome.Fix?.RedHat ?? [] : result.Outcome.Fix?.Debian ?? [])
        {
            talk.Add(command);
        }

        return await talk.AgreesAsync("Do this?", cancellationToken);
    }

    private async Task<int> MendAsync(HostFix fix, CancellationToken cancellationToken)
    {
        var made = 0;
        try
        {
            foreach (var change in await fix.PlanAsync(host, cancellationToken))
            {
                made += await MakeAsync(new FixEntry(time.GetUtcNow(), fix.Check, change), cancellationToken) ? 1 : 0;
            }
        }
        catch (Exception e) when (e is FixFailedException or UnreadableException)
        {
            Failed = true;
            talk.Did("✗ " + e.Message.TrimEnd('.') + ".");
        }

        return made;
    }

    private async Task<bool> MakeAsync(FixEntry entry, CancellationToken cancellationToken)
    {
        var state = await entry.Change.LookAsync(host, cancellationToken);
        if (state.IsMade || state.MovedOn is not null)
        {
            talk.Did($"– not needed: {entry.Change.Deed()}{(state.MovedOn is { } why ? $" ({why})" : "")}");
            return false;
        }

        journal.Add(entry);
        try
        {
            await entry.Change.MakeAsync(host, cancellationToken);
        }
        catch (FixFailedException)
        {
            if (await entry.Change.LookAsync(host, CancellationToken.None) is { IsMade: false, MovedOn: null })
            {
                journal.Remove(entry);
            }

            throw;
        }

        talk.Did("✓ " + entry.Change.Deed());
        return true;
    }

    private async Task UndoAsync(FixEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var state = await entry.Change.LookAsync(host, cancellationToken);
            if (state.MovedOn is { } why)
            {
                talk.Did($"– left: {entry.Change.Deed()} ({why})");
                return;
            }

            if (!state.IsMade)
            {
                talk.Did($"– gone already: {entry.Change.Deed()}");
            }
            else if (await talk.AgreesAsync($"Take back: {entry.Change.Deed()}?", cancellationToken))
            {
                await entry.Change.UndoAsync(host, cancellationToken);
                talk.Did($"✓ taken back: {entry.Change.Deed()}");
            }
            else
            {
                return;
            }

            journal.Remove(entry);
        }
        catch (Exception e) when (e is FixFailedException or UnreadableException)
        {
            Failed = true;
            talk.Did($"✗ left: {entry.Change.Deed()} ({e.Message.TrimEnd('.')})");
        }
    }
}
