using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Hosts;

/// <summary>Planning by its two doors beside the page: the API and the portal's command.</summary>
public sealed class CapacityTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private IDbContextFactory<NexusDb> Databases => Fleet.Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fits_is_what_placing_takes()
    {
        await Fleet.CreateAsync(FleetFixture.Name());
        var host = await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}");
        var free = (host.GetProperty("facts").GetProperty("memoryBytes").GetInt64() >> 20) - host.GetProperty("reservedMemoryMiB").GetInt64() - host.GetProperty("promisedMemoryMiB").GetInt64();
        var size = (int)free / 2;

        var two = await Fleet.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/capacity?vms=3&memoryMiB={size}&diskGiB=0"));
        Assert.Equal((2, 3, 2), (two.GetProperty("fits").GetInt32(), two.GetProperty("asked").GetInt32(), two.GetProperty("placed").GetInt32()));
        Assert.Equal(("memory", free), (two.GetProperty("hosts")[0].GetProperty("limit").GetString(), two.GetProperty("hosts")[0].GetProperty("freeMemoryMiB").GetInt64()));
        Assert.Equal(256, two.GetProperty("average").GetProperty("memoryMiB").GetInt32());

        // Placing agrees on both sides of the edge.
        Assert.Equal(0, (await Fleet.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/v1/capacity?memoryMiB={free + 1}&diskGiB=0"))).GetProperty("fits").GetInt32());
        var (status, problem) = await Fleet.PostAsync("/v1/vms", await Fleet.NewVmAsync(FleetFixture.Name(), (int)free + 1));
        Assert.True(status != HttpStatusCode.Accepted && problem.GetProperty("type").GetString() == "no-host-fits", problem.ToString());
    }

    [Fact]
    public async Task A_lost_host_is_found_by_name_and_by_id_and_its_machines_are_told()
    {
        var name = FleetFixture.Name();
        await Fleet.CreateAsync(name);
        var host = (await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}")).GetProperty("name").GetString();
        foreach (var lose in new[] { host, Fleet.Agent.Id.ToString() })
        {
            var lost = (await Fleet.GetAsync($"/v1/capacity?lose={lose}")).GetProperty("lost");
            Assert.Equal(0, lost.GetProperty("haveRoom").GetInt32());
            Assert.Contains(name, lost.GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("name").GetString()));
        }
    }

    [Fact]
    public async Task Bad_questions_are_refused_with_every_mistake()
    {
        Assert.Equal("host-not-found", (await Fleet.SendAsync(HttpMethod.Get, "/v1/capacity?lose=nowhere")).Body.GetProperty("type").GetString());
        var (status, problem) = await Fleet.SendAsync(HttpMethod.Get, "/v1/capacity?vms=-1&memoryMiB=1&memoryOvercommit=0");
        Assert.Equal((HttpStatusCode.BadRequest, "capacity-question-bad"), (status, problem.GetProperty("type").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await Fleet.SendAsync(HttpMethod.Get, "/v1/capacity?vms=many")).Status);
        Assert.Equal(["memoryMiB", "memoryOvercommit", "vms"], problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_command_reads_the_same_from_the_database()
    {
        var name = FleetFixture.Name();
        await Fleet.CreateAsync(name);
        var host = await Fleet.GetAsync($"/v1/hosts/{Fleet.Agent.Id}");
        var fits = (await Fleet.GetAsync("/v1/capacity")).GetProperty("fits").GetInt32();
        await Until.TrueAsync("the host's word in the database", TimeSpan.FromSeconds(30), async () =>
        {
            await using var db = await Databases.CreateDbContextAsync(Token);
            return await db.Set<HostRow>().AnyAsync(row => row.Id == Fleet.Agent.Id && row.LastSeenAt != null, Token);
        }, Token);

        var said = new StringWriter { NewLine = "\n" };
        var (query, _) = CapacityCommand.Read(["--vms", "3", "--lose", host.GetProperty("name").GetString() ?? ""]);
        var command = new CapacityCommand(Databases, said);
        Assert.Equal(0, await command.RunAsync(query ?? new CapacityQuery(), Token));
        Assert.Contains($"{name}, 256 MiB: no room", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("Of 3 asked for, 3 find no room.", said.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await command.RunAsync(new CapacityQuery(), Token));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\n{fits:#,0} machines of this size fit.\n"), said.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await command.RunAsync(new CapacityQuery(Lose: "nowhere"), Token));
    }

    [Theory]
    [InlineData("--vms", "many")]
    [InlineData("--memory", "1")]
    [InlineData("--gpus", "4")]
    public void Words_of_the_command_that_make_no_sense_are_a_mistake(string option, string value) => Assert.NotNull(CapacityCommand.Read([option, value]).Mistake);
}
