using System.Collections.Immutable;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>
/// The newest report of every VM, numbered. Actors publish, the API reads, watchers follow: what a watcher gets first and what it
/// gets after are cut under one lock, so nothing is missed or told twice.
/// </summary>
internal sealed class ReportBoard(VersionCounter counter)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<VmId, VmReport> _reports = [];
    private ImmutableArray<IReportFollower> _followers = [];

    public string Epoch => counter.Epoch;

    public long Version
    {
        get
        {
            lock (_lock)
            {
                return counter.Current;
            }
        }
    }

    public VmReport? Find(VmId id)
    {
        lock (_lock)
        {
            return _reports.GetValueOrDefault(id);
        }
    }

    public VmReport[] All()
    {
        lock (_lock)
        {
            return [.. _reports.Values.OrderBy(static report => report.Id.Value)];
        }
    }

    /// <summary>Numbers and keeps a report; one that says nothing new is dropped. Returns the one that stands.</summary>
    public VmReport Publish(VmReport draft)
    {
        lock (_lock)
        {
            if (_reports.TryGetValue(draft.Id, out var last) && last == draft with { Version = last.Version })
            {
                return last;
            }

            var report = draft with { Version = counter.Next() };
            _reports[draft.Id] = report;
            foreach (var follower in _followers)
            {
                follower.Changed(report);
            }

            return report;
        }
    }

    public void Remove(VmId id)
    {
        lock (_lock)
        {
            if (_reports.Remove(id))
            {
                var removed = new VmRemoved(id, counter.Next());
                foreach (var follower in _followers)
                {
                    follower.Removed(removed);
                }
            }
        }
    }

    /// <summary>Starts to follow: the reports changed after <paramref name="since"/> now, every change to the follower from now on.</summary>
    public ReportCut Follow(IReportFollower follower, string? epoch, long since)
    {
        lock (_lock)
        {
            _followers = _followers.Add(follower);
            var from = epoch == counter.Epoch ? since : 0;
            return new ReportCut(
                counter.Epoch,
                counter.Current,
                [.. _reports.Values.Where(report => report.Version > from).OrderBy(static report => report.Version)],
                [.. _reports.Keys]);
        }
    }

    public void Unfollow(IReportFollower follower)
    {
        lock (_lock)
        {
            _followers = _followers.Remove(follower);
        }
    }
}
