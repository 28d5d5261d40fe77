using System.Globalization;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Checks what people say of a project; tells every mistake at once.</summary>
internal static class ProjectInput
{
    private const long Most = 1_000_000_000;

    public static Error? Check(ProjectRequest request)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!VmName.TryParse(request.Name, CultureInfo.InvariantCulture, out _))
        {
            fields["name"] = [$"A project's name has {VmName.Rule}."];
        }

        if (request.Description is { } text && (text.Length > ProjectRow.LongestDescription || text.Any(letter => char.IsControl(letter) && letter is not '\n')))
        {
            fields["description"] = [$"A description has at most {ProjectRow.LongestDescription} characters and no control characters."];
        }

        var quotas = request.Quotas ?? new ProjectQuotas();
        (string Field, long? Value)[] limits =
        [
            ("quotas.maxVms", quotas.MaxVms), ("quotas.maxVcpus", quotas.MaxVcpus), ("quotas.maxMemoryMiB", quotas.MaxMemoryMiB), ("quotas.maxDiskGiB", quotas.MaxDiskGiB), ("quotas.maxAddresses", quotas.MaxAddresses),
        ];
        foreach (var (field, _) in limits.Where(limit => limit.Value is < 0 or > Most))
        {
            fields[field] = ["A quota is from 0 to 1,000,000,000; leave it out for no limit."];
        }

        return fields.Count > 0 ? ProjectErrors.Invalid(fields) : null;
    }

    public static void Apply(ProjectRequest request, ProjectRow row)
    {
        var quotas = request.Quotas ?? new ProjectQuotas();
        row.Name = request.Name;
        row.Description = string.IsNullOrWhiteSpace(request.Description) ? null : request.Description.Trim();
        (row.MaxVms, row.MaxVcpus, row.MaxMemoryMiB, row.MaxDiskGiB, row.MaxAddresses) = (quotas.MaxVms, quotas.MaxVcpus, quotas.MaxMemoryMiB, quotas.MaxDiskGiB, quotas.MaxAddresses);
    }

    /// <summary>For the audit.</summary>
    public static Dictionary<string, string?> Facts(ProjectRow row) => new(StringComparer.Ordinal)
    {
        ["name"] = row.Name,
        ["description"] = row.Description,
        ["maxVms"] = row.MaxVms?.ToString(CultureInfo.InvariantCulture),
        ["maxVcpus"] = row.MaxVcpus?.ToString(CultureInfo.InvariantCulture),
        ["maxMemoryMiB"] = row.MaxMemoryMiB?.ToString(CultureInfo.InvariantCulture),
        ["maxDiskGiB"] = row.MaxDiskGiB?.ToString(CultureInfo.InvariantCulture),
        ["maxAddresses"] = row.MaxAddresses?.ToString(CultureInfo.InvariantCulture),
    };
}
