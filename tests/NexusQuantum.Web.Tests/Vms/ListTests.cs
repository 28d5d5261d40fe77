using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>A list is composed from memory, but only as far as the database says that memory is as new.</summary>
public sealed class ListTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tags = '{told}'", "tags", "told")]
    [InlineData("description = 'told'", "description", "told")]
    [InlineData("name = name || '-told', generation = generation + 1", "name", "-told")]
    [InlineData("report = report || jsonb_build_object('version', report_version + 1, 'ipAddresses', jsonb_build_array('10.7.7.7')), report_version = report_version + 1", "ipAddresses", "10.7.7.7")]
    public async Task What_another_portal_wrote_is_in_the_next_list(string written, string field, string expected)
    {
        var id = await fixture.Fleet.CreateAsync(FleetFixture.Name());
        await StoredAsync(id);
        Assert.DoesNotContain(expected, await ListedAsync(id, field), StringComparison.Ordinal);
        await using var write = fixture.Fleet.Portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"UPDATE vms SET {written} WHERE id = @id");
        write.Parameters.AddWithValue("id", id.Value);
        await write.ExecuteNonQueryAsync(Token);
        Assert.Contains(expected, await ListedAsync(id, field), StringComparison.Ordinal);
    }

    /// <summary>What the agent said last is written down.</summary>
    private Task StoredAsync(VmId id) => Until.TrueAsync("the report is stored", TimeSpan.FromSeconds(30), async () =>
    {
        await using var look = fixture.Fleet.Portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT report_version FROM vms WHERE id = @id");
        look.Parameters.AddWithValue("id", id.Value);
        return await look.ExecuteScalarAsync(Token) is long version && version == fixture.Fleet.Host.Report(id)?.Version;
    }, Token);

    private async Task<string> ListedAsync(VmId id, string field)
        => (await fixture.Fleet.GetAsync("/v1/vms?limit=500")).GetProperty("items").EnumerateArray().Single(vm => vm.GetProperty("id").GetString() == id.ToString())
            .TryGetProperty(field, out JsonElement value) ? value.ToString() : "";
}
