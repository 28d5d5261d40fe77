using NexusQuantum.Domain.Access;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Projects;

/// <summary>Counts what projects hold. Plain SQL over the tables of machines and images, whose rooms this one does not know.</summary>
internal sealed class ProjectUses(NpgsqlDataSource data)
{
    private const string Sums = """
        SELECT project_id, count(*)::int, sum(vcpus)::int, sum(memory_mib)::bigint, sum(root_disk_gib)::bigint, count(mac)::int, 0 FROM vms WHERE project_id = ANY (@projects) GROUP BY project_id
        UNION ALL
        SELECT project_id, 0, 0, 0, 0, 0, count(*)::int FROM images WHERE project_id = ANY (@projects) GROUP BY project_id
        """;

    public async Task<IReadOnlyDictionary<ProjectId, ProjectUse>> ReadAsync(IEnumerable<ProjectId> projects, CancellationToken cancellationToken)
    {
        var uses = projects.ToDictionary(project => project, _ => ProjectUse.None);
        await using var command = data.CreateCommand(Sums);
        command.Parameters.AddWithValue("projects", uses.Keys.Select(project => project.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var project = new ProjectId(reader.GetGuid(0));
            uses[project] = uses[project].And(new ProjectUse(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt32(5), reader.GetInt32(6)));
        }

        return uses;
    }
}
