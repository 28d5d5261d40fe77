using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>A search text taken apart: <c>state:running tag:ci host:one words</c>; all terms must hold.</summary>
internal sealed record VmFilter(IReadOnlyList<VmState> States, IReadOnlyList<string> Tags, IReadOnlyList<string> Hosts, IReadOnlyList<string> Words)
{
    private const int MostTerms = 20;

    public static Result<VmFilter> Parse(string? text)
    {
        List<VmState> states = [];
        List<string> tags = [], hosts = [], words = [];
        if (text?.Length > 500)
        {
            return VmErrors.BadSearch("The search has more than 500 characters.");
        }

        var terms = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (terms.Length > MostTerms)
        {
            return VmErrors.BadSearch($"The search has {terms.Length} terms; {MostTerms} are possible.");
        }

        foreach (var term in terms)
        {
            var colon = term.IndexOf(':', StringComparison.Ordinal);
            switch (colon < 0 ? "" : term[..colon])
            {
                case "state":
                    if (!Enum.TryParse<VmState>(term[(colon + 1)..], ignoreCase: true, out var state) || char.IsAsciiDigit(term[^1]))
                    {
                        return VmErrors.BadSearch($"There is no state '{term[(colon + 1)..]}'.");
                    }

                    states.Add(state);
                    break;
                case "tag":
                    tags.Add(term[(colon + 1)..]);
                    break;
                case "host":
                    hosts.Add(term[(colon + 1)..]);
                    break;
                default:
                    words.Add(term);
                    break;
            }
        }

        return new VmFilter(states, tags, hosts, words);
    }

    public IQueryable<VmRow> Apply(IQueryable<VmRow> rows, IReadOnlyCollection<KnownHost> known)
    {
        if (States.Count > 0)
        {
            // "Unknown" is laid over the stored fact while a host is out of reach.
            HostId[] away = [.. known.Where(host => !host.Reachable).Select(host => host.Id)];
            var stored = States.Where(state => state != VmState.Unknown).ToArray();
            var unknown = stored.Length < States.Count;
            rows = rows.Where(vm => away.Contains(vm.HostId) && vm.Report != null ? unknown : stored.Contains(vm.State));
        }

        foreach (var tag in Tags)
        {
            rows = rows.Where(vm => vm.Tags.Contains(tag));
        }

        foreach (var name in Hosts)
        {
            HostId[] named = [.. known.Where(host => host.Name.Contains(name, StringComparison.OrdinalIgnoreCase)).Select(host => host.Id)];
            rows = rows.Where(vm => named.Contains(vm.HostId));
        }

        foreach (var word in Words)
        {
            var pattern = $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            var exact = word.ToLower(CultureInfo.InvariantCulture);
            rows = rows.Where(vm => EF.Functions.Like(vm.Name, "%" + exact + "%") || EF.Functions.ILike(vm.Description ?? "", pattern) || vm.Tags.Contains(exact));
        }

        return rows;
    }
}
