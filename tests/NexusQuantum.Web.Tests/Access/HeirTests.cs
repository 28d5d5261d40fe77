using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Whoever goes leaves a running machine, an image and a program behind; all of it made through the API.</summary>
public sealed class HeirTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_a_deleted_person_owned_passes_to_the_person_who_is_named()
    {
        var people = new TestPeople(Fleet.Portal);
        var dora = await people.AccountAsync(PeopleWorld.Name("dora"), (Role.Administrator, null));
        var emil = await people.AccountAsync(PeopleWorld.Name("emil"), (Role.Viewer, null));
        var (vm, image, service) = await LeaveAsync(dora, 1);
        var owned = new[] { vm.Value, image, service };
        Assert.All(await OwnersAsync(owned), owner => Assert.Equal(dora.Id, owner));

        var person = await Fleet.GetAsync($"/v1/users/{dora.Id}");
        Assert.Equal((1, 1, 1), (person.GetProperty("owns").GetProperty("machines").GetInt32(), person.GetProperty("owns").GetProperty("images").GetInt32(), person.GetProperty("owns").GetProperty("serviceAccounts").GetInt32()));
        Assert.Equal(HttpStatusCode.Conflict, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/users/{dora.Id}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/users/{dora.Id}?heir={emil.Id}")).Status);
        Assert.All(await OwnersAsync(owned), owner => Assert.Equal(emil.Id, owner));

        // Nothing happened to the machine itself.
        Assert.Equal("running", (await Fleet.VmAsync(vm)).GetProperty("state").GetString());
        await using var db = await PeopleWorld.DbAsync(Fleet.Portal);
        var row = await db.Set<AuditRow>().SingleAsync(one => one.Action == "account.delete" && one.SubjectId == dora.Id.ToString() && one.Problem == null, Token);
        Assert.Contains($"passed to {emil.UserName}: 1 machine", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_account_stays_after_all_so_does_what_it_owns()
    {
        var people = new TestPeople(Fleet.Portal);
        var name = PeopleWorld.Name("all");
        var every = new RoleRow { Id = RoleId.New(), Name = name, Text = "Test.", Allows = [.. Role.Administrator.Permissions.Select(permission => permission.Name())], BuiltIn = false };
        await people.SaveAsync(every);
        var deputy = await people.AccountAsync(PeopleWorld.Name("deputy"), (new Role(every.Id, every.Name, every.Text, every.Permissions), null));
        using var client = await people.ClientAsync(deputy);
        await using var db = await PeopleWorld.DbAsync(Fleet.Portal);

        // The last administrator cannot be deleted, which shows only after everything else was done.
        var last = await db.Users.AsNoTracking().SingleAsync(user => user.UserName == TestPortal.UserName, Token);
        await db.Set<RoleGrantRow>().Where(grant => grant.RoleId == Role.Administrator.Id && grant.AccountId != last.Id).ExecuteDeleteAsync(Token);
        var (vm, image, service) = await LeaveAsync(last, 2);
        using var refused = await client.DeleteAsync($"/v1/users/{last.Id}?heir={deputy.Id}", Token);
        Assert.Equal("last-administrator", await PeopleWorld.TypeAsync(refused, HttpStatusCode.Conflict));
        Assert.All(await OwnersAsync([vm.Value, image, service]), owner => Assert.Equal(last.Id, owner));
    }

    [Fact]
    public async Task What_a_deleted_program_made_passes_to_the_person_who_answered_for_it()
    {
        var people = new TestPeople(Fleet.Portal);
        var (_, made) = await Fleet.PostAsync("/v1/service-accounts", new { name = PeopleWorld.Name("robot"), roles = new[] { new { roleId = Role.Operator.Id.Value } } });
        var robot = made.GetProperty("id").GetGuid();
        await using var db = await PeopleWorld.DbAsync(Fleet.Portal);
        var account = await db.Users.AsNoTracking().SingleAsync(user => user.Id == robot, Token);
        using var client = await people.ClientAsync(account);
        var vm = await CreateAsync(client);
        Assert.Equal(robot, Assert.Single(await OwnersAsync([vm.Value])));
        Assert.Equal(HttpStatusCode.NoContent, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/service-accounts/{robot}")).Status);
        Assert.Equal(account.OwnerId, Assert.Single(await OwnersAsync([vm.Value])));
        Assert.NotNull(account.OwnerId);
    }

    private async Task<(VmId Vm, Guid Image, Guid Service)> LeaveAsync(Account owner, byte salt)
    {
        using var client = await new TestPeople(Fleet.Portal).ClientAsync(owner);
        var vm = await CreateAsync(client);
        using var file = new ByteArrayContent(TestFleet.Ext4(1 << 20, (byte)(100 + salt)));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { new StringContent(PeopleWorld.Name("left")), "name" }, { new StringContent("root"), "kind" }, { file, "file", "disk.img" } };
        using var uploaded = await client.PostAsync("/v1/images", form, Token);
        var operation = await uploaded.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(uploaded.StatusCode == HttpStatusCode.Accepted, operation.ToString());
        Assert.Equal("succeeded", (await Fleet.EndedAsync(operation)).GetProperty("status").GetString());
        using var robot = await client.PostAsJsonAsync("/v1/service-accounts", new { name = PeopleWorld.Name("robot"), roles = Array.Empty<object>() }, Token);
        Assert.Equal(HttpStatusCode.Created, robot.StatusCode);
        return (vm, operation.GetProperty("subject").GetProperty("id").GetGuid(), (await robot.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetGuid());
    }

    private async Task<VmId> CreateAsync(HttpClient client)
    {
        using var asked = await client.PostAsJsonAsync("/v1/vms", await Fleet.NewVmAsync(FleetFixture.Name()), Token);
        var operation = await asked.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(asked.StatusCode == HttpStatusCode.Accepted, operation.ToString());
        Assert.Equal("succeeded", (await Fleet.EndedAsync(operation)).GetProperty("status").GetString());
        var id = VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null); // an accepted operation names its machine
        await Fleet.VmStateAsync(id, "running");
        return id;
    }

    /// <summary>Who owns each of these, machine, image or program.</summary>
    private async Task<List<Guid?>> OwnersAsync(Guid[] things)
    {
        var owners = new List<Guid?>();
        await using var command = Fleet.Portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("""
            SELECT owner_id FROM (SELECT id, owner_id FROM vms UNION ALL SELECT id, owner_id FROM images UNION ALL SELECT id, owner_id FROM accounts) AS every WHERE id = ANY(@things)
            """);
        command.Parameters.AddWithValue("things", things);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            owners.Add(await reader.IsDBNullAsync(0, Token) ? null : reader.GetGuid(0));
        }

        Assert.Equal(things.Length, owners.Count);
        return owners;
    }
}
