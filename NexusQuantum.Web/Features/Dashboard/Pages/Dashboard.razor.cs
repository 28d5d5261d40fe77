using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Dashboard.Pages;

/// <summary>The first page. Its first line is the verdict; then what needs a person; then the fleet.</summary>
public sealed partial class Dashboard
{
    private const int MostNeeds = 8;
    private const int MostRecent = 10;
    private static readonly TimeSpan SamplePace = TimeSpan.FromSeconds(5);
    private readonly Dictionary<VmId, VmView> _vms = [];
    private readonly Dictionary<HostId, HostView> _byId = [];
    private readonly Dictionary<OperationId, OperationView> _operations = [];
    private IReadOnlyList<HostView> _hosts = [];
    private OperationView[] _recent = [];
    private Need[] _needs = [];
    private VmTally _tally;
    private Problem? _problem;

    [Inject]
    private IVmApi VmApi { get; set; } = null!; // injected before any use

    [Inject]
    private IHostApi HostApi { get; set; } = null!; // injected before any use

    [Inject]
    private IOperationApi OperationApi { get; set; } = null!; // injected before any use

    private string Verdict
    {
        get
        {
            var problems = _needs.Count(need => need.Grave);
            var warnings = _needs.Length - problems;
            return (problems, warnings) switch
            {
                (> 0, > 0) => $"{Units.Count(problems, "problem", "problems")}, {Units.Count(warnings, "warning", "warnings")}",
                (> 0, 0) => Units.Count(problems, "problem", "problems"),
                (0, > 0) => Units.Count(warnings, "warning", "warnings"),
                _ when _hosts.Count == 0 => "Nothing to run machines on yet",
                _ when _tally.Total == 0 => "Ready for the first machine",
                _ when _tally.OnTheWay > 0 => $"{_tally}",
                _ => $"{Units.Count(_tally.Total, "machine", "machines")} as wished",
            };
        }
    }

    private string Standing
    {
        get
        {
            var hosts = $"{_hosts.Count(host => host.Reachable)} of {Units.Count(_hosts.Count, "host answers", "hosts answer")}.";
            return _tally.Total == 0 ? hosts
                : _needs.Length == 0 && _tally.OnTheWay == 0 ? $"None needs you. {hosts}"
                : $"Of {Units.Count(_tally.Total, "machine", "machines")}: {_tally}. {hosts}";
        }
    }

    protected override void OnInitialized()
    {
        Follow(HostApi.Feed, changes =>
        {
            Merge(_byId, changes);
            _hosts = [.. _byId.Values.OrderBy(host => host.Name, StringComparer.Ordinal)];
            Judge();
        });
        Follow(VmApi.Feed, changes =>
        {
            Merge(_vms, changes);
            Judge();
        });
        Follow(OperationApi.Feed, changes =>
        {
            Merge(_operations, changes);
            _recent = [.. _operations.Values.OrderByDescending(operation => operation.CreatedAt).Take(MostRecent)];
        });
        FollowClock(SamplePace, () => true);
    }

    private static void Merge<TKey, TView>(Dictionary<TKey, TView> all, IReadOnlyDictionary<TKey, TView?> changes)
        where TKey : notnull
        where TView : class
    {
        foreach (var (key, view) in changes)
        {
            if (view is null)
            {
                all.Remove(key);
            }
            else
            {
                all[key] = view;
            }
        }
    }

    private void Judge()
    {
        _tally = VmTally.Of(_vms.Values);
        _needs = [.. Need.Of(_hosts, _vms.Values, Times, Now)];
    }

    private async Task StartAsync(VmView vm) => _problem = await VmActions.DoAsync(VmApi, await CallerAsync(), [vm], VmVerb.Start, Gone);
}
