using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

public sealed class VmLifeTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_is_created_driven_through_its_life_and_deleted()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        var vm = await fleet.VmAsync(id);
        Assert.Equal(("running", "running", 1L), (vm.GetProperty("state").GetString(), vm.GetProperty("power").GetString(), vm.GetProperty("appliedGeneration").GetInt64()));
        Assert.Equal("10.0.100.2", vm.GetProperty("ipAddresses")[0].GetString());

        foreach (var (path, body, state) in new (string, object?, string)[]
        {
            ("pause", null, "paused"), ("resume", null, "running"), ("restart", null, "running"), ("reset", null, "running"),
            ("stop", new { mode = "graceful", timeoutSeconds = 5 }, "stopped"), ("start", null, "running"), ("stop", new { mode = "force" }, "stopped"),
        })
        {
            var (status, operation) = await fleet.PostAsync($"/v1/vms/{id}/{path}", body);
            Assert.True(status == HttpStatusCode.Accepted, $"{path}: {operation}");
            Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
            await fleet.VmStateAsync(id, state);
        }

        Assert.Equal((1, 1), (fleet.Host.Report(id)!.Power.Boots, fleet.Host.Report(id)!.Power.Resets));
        var (deleted, removal) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}");
        Assert.Equal(HttpStatusCode.Accepted, deleted);
        Assert.Equal("succeeded", (await fleet.EndedAsync(removal)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.SendAsync(HttpMethod.Get, $"/v1/vms/{id}")).Status);
        Assert.Null(fleet.Host.Report(id));
    }

    [Fact]
    public async Task A_verb_that_makes_no_sense_now_is_a_conflict_that_says_why()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        foreach (var path in new[] { "start", "resume" })
        {
            var (status, problem) = await fleet.PostAsync($"/v1/vms/{id}/{path}");
            Assert.Equal((HttpStatusCode.Conflict, "vm-wrong-state"), (status, problem.GetProperty("type").GetString()));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await fleet.PostAsync($"/v1/vms/{VmId.New()}/start")).Status);
        Assert.Equal("stop-mode-invalid", (await fleet.PostAsync($"/v1/vms/{id}/stop", new { mode = "please" })).Body.GetProperty("type").GetString());
        Assert.Equal("grace-invalid", (await fleet.PostAsync($"/v1/vms/{id}/stop", new { mode = "graceful", timeoutSeconds = 99999 })).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_second_verb_names_the_first_and_a_force_stop_pushes_it_aside()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        var hold = fleet.Host.Hold = new TaskCompletionSource();
        var (_, restart) = await fleet.PostAsync($"/v1/vms/{id}/restart");
        var (status, problem) = await fleet.PostAsync($"/v1/vms/{id}/pause");
        Assert.Equal((HttpStatusCode.Conflict, "operation-in-progress"), (status, problem.GetProperty("type").GetString()));
        Assert.Contains("vm.restart", problem.GetProperty("title").GetString(), StringComparison.Ordinal);

        var (forced, stop) = await fleet.PostAsync($"/v1/vms/{id}/stop", new { mode = "force" });
        Assert.Equal(HttpStatusCode.Accepted, forced);
        Assert.Equal("cancelled", (await fleet.EndedAsync(restart)).GetProperty("status").GetString());
        fleet.Host.Hold = null;
        hold.SetResult();
        Assert.Equal("succeeded", (await fleet.EndedAsync(stop)).GetProperty("status").GetString());
        await fleet.VmStateAsync(id, "stopped");
    }

    [Fact]
    public async Task A_machine_that_cannot_boot_fails_with_the_agents_reason()
    {
        var fleet = fixture.Fleet;
        fleet.Host.FailWith = new Problem { Type = "no-kernel", Title = "The kernel does not start.", Fix = "Give another." };
        var (_, operation) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync(FleetFixture.Name()));
        var ended = await fleet.EndedAsync(operation);
        Assert.Equal(("failed", "no-kernel"), (ended.GetProperty("status").GetString(), ended.GetProperty("error").GetProperty("type").GetString()));
        fleet.Host.FailWith = null;
        var vm = await fleet.VmAsync(Subject(operation));
        Assert.Equal(("failed", "The kernel does not start."), (vm.GetProperty("state").GetString(), vm.GetProperty("problem").GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_cancelled_create_leaves_nothing()
    {
        var fleet = fixture.Fleet;
        var hold = fleet.Host.Hold = new TaskCompletionSource();
        var (_, operation) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync(FleetFixture.Name()));
        await Until.TrueAsync("the agent was told", Soon, () => Task.FromResult(fleet.Host.Report(Subject(operation)) is not null), Token);
        Assert.Equal(HttpStatusCode.Accepted, (await fleet.PostAsync($"/v1/operations/{operation.GetProperty("id").GetString()}/cancel")).Status);
        Assert.Equal("cancelled", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
        Assert.Null(fleet.Host.Report(Subject(operation)));
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.SendAsync(HttpMethod.Get, $"/v1/vms/{Subject(operation)}")).Status);
        fleet.Host.Hold = null;
        hold.SetResult();
    }

    [Fact]
    public async Task A_guest_that_powers_itself_off_has_spoken_for_its_owner()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        fleet.Host.Change(id, report => report with { State = VmState.Stopped, GuestPoweredOff = true });
        await Until.TrueAsync("the wish turned", Soon, async () => (await fleet.VmAsync(id)) is var vm && vm.GetProperty("power").GetString() == "stopped" && vm.GetProperty("state").GetString() == "stopped", Token);
    }

    [Fact]
    public async Task An_older_report_changes_nothing()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        var report = fleet.Host.Report(id)!;
        fleet.Host.Say(new WatchFrame { Vm = report with { Version = report.Version - 1, State = VmState.Failed } });
        fleet.Host.Change(id, known => known with { Note = "newest" });
        await Until.TrueAsync("the newest came", Soon, async () => (await fleet.VmAsync(id)).GetProperty("note").GetString() == "newest", Token);
        Assert.Equal("running", (await fleet.VmAsync(id)).GetProperty("state").GetString());
        var events = await fleet.GetAsync($"/v1/vms/{id}/events");
        Assert.DoesNotContain(events.GetProperty("items").EnumerateArray(), entry => entry.GetProperty("text").GetString()!.Contains("Failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newer_generation_at_the_agent_is_shown_and_settled_by_a_person()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        fleet.Host.Change(id, report => report with { Generation = 9, AppliedGeneration = 9 });
        await Until.TrueAsync("diverged", Soon, async () => (await fleet.VmAsync(id)).GetProperty("diverged").GetBoolean(), Token);
        Assert.Equal(HttpStatusCode.Conflict, (await fleet.PostAsync($"/v1/vms/{id}/stop")).Status);
        var (status, settled) = await fleet.PostAsync($"/v1/vms/{id}/settle", new { keepAgents = true });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal((false, 9L), (settled.GetProperty("diverged").GetBoolean(), settled.GetProperty("generation").GetInt64()));
    }

    [Fact]
    public async Task A_password_is_told_once_and_erased_when_the_guest_took_it()
    {
        var fleet = fixture.Fleet;
        var (_, operation) = await fleet.PostAsync("/v1/vms", new { name = FleetFixture.Name(), vcpus = 1, memoryMiB = 256, imageId = await fleet.ImageIdAsync(), rootDiskGiB = 1, password = "swordfish-" + Marks.Word });
        Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
        Assert.Equal("swordfish-" + Marks.Word, fleet.Host.Told.First(told => told.Id == Subject(operation)).Wish.Password);
        Assert.DoesNotContain("swordfish", operation.ToString() + await fleet.GetAsync("/v1/operations") + await fleet.VmAsync(Subject(operation)), StringComparison.Ordinal);
        await Until.TrueAsync("erased", Soon, async () =>
        {
            // One of the two makes sense, and tells the wish again.
            await fleet.PostAsync($"/v1/vms/{Subject(operation)}/pause");
            await fleet.PostAsync($"/v1/vms/{Subject(operation)}/resume");
            return fleet.Host.Told.Last(told => told.Id == Subject(operation)).Wish is { Generation: > 1, Password: null };
        }, Token);
    }

    [Fact]
    public async Task An_edit_is_told_to_the_agent_and_waits_for_the_next_start()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        var (status, edited) = await fleet.SendAsync(HttpMethod.Patch, $"/v1/vms/{id}", new { memoryMiB = 512, tags = new[] { "edited" }, description = "<b>bold</b>" });
        Assert.True(status == HttpStatusCode.OK, edited.ToString());
        Assert.Equal((512, 2L, true), (edited.GetProperty("memoryMiB").GetInt32(), edited.GetProperty("generation").GetInt64(), edited.GetProperty("pendingRestart").GetBoolean()));
        await Until.TrueAsync("told", Soon, () => Task.FromResult(fleet.Host.Told.Last(told => told.Id == id).Wish.Spec.MemoryMiB == 512), Token);
        var (stale, problem) = await fleet.SendAsync(HttpMethod.Patch, $"/v1/vms/{id}", new { memoryMiB = 1024, generation = 1 });
        Assert.Equal((HttpStatusCode.Conflict, "vm-edited-meanwhile"), (stale, problem.GetProperty("type").GetString()));
        Assert.Equal(1, (await fleet.GetAsync("/v1/vms?q=tag:edited")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Exec_and_the_console_log_pass_through()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        Assert.Equal("uname -a", (await fleet.PostAsync($"/v1/vms/{id}/exec", new { command = new[] { "uname", "-a" } })).Body.GetProperty("stdout").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await fleet.PostAsync($"/v1/vms/{id}/exec", new { command = Array.Empty<string>() })).Status);
        Assert.Equal("boot log\n", await fleet.Client.GetStringAsync($"/v1/vms/{id}/console/log", Token));
    }

    private static VmId Subject(JsonElement operation) => VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null);
}
