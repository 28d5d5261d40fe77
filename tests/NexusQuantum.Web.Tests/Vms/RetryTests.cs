using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Failed work is asked for again, by what it was and not by what the asker remembers.</summary>
public sealed class RetryTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    [Fact]
    public async Task A_create_that_failed_goes_on_with_the_same_machine()
    {
        var fleet = fixture.Fleet;
        fleet.Host.FailWith = new Problem { Type = "no-kernel", Title = "The kernel does not start." };
        var (_, failed) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync(FleetFixture.Name()));
        Assert.Equal("failed", (await fleet.EndedAsync(failed)).GetProperty("status").GetString());
        fleet.Host.FailWith = null;
        Assert.Contains(failed.GetProperty("id").GetString()!, (await fleet.GetAsync("/v1/operations?status=failed&subjectKind=vm")).ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await fleet.SendAsync(HttpMethod.Get, "/v1/operations?status=3")).Status);

        var (status, again) = await RetryAsync(failed);
        Assert.Equal((HttpStatusCode.Accepted, "vm.create", Subject(failed)), (status, again.GetProperty("kind").GetString(), Subject(again)));
        Assert.Equal("succeeded", (await fleet.EndedAsync(again)).GetProperty("status").GetString());
        await fleet.VmStateAsync(Subject(again), "running");
        Assert.Equal("vm-wrong-state", (await RetryAsync(failed)).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_verb_that_failed_is_checked_against_how_things_are_now()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        fleet.Host.FailWith = new Problem { Type = "stuck", Title = "It is stuck." };
        var (_, failed) = await fleet.PostAsync($"/v1/vms/{id}/restart");
        Assert.Equal("failed", (await fleet.EndedAsync(failed)).GetProperty("status").GetString());
        fleet.Host.FailWith = null;

        var (_, again) = await RetryAsync(failed);
        Assert.Equal("succeeded", (await fleet.EndedAsync(again)).GetProperty("status").GetString());
        Assert.Equal(2, fleet.Host.Report(id)!.Power.Boots);

        var (_, removal) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}");
        await fleet.EndedAsync(removal);
        Assert.Equal("vm-not-found", (await RetryAsync(failed)).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_went_well_or_never_was_is_not_tried_again()
    {
        var fleet = fixture.Fleet;
        var id = await fleet.CreateAsync(FleetFixture.Name());
        var (_, pause) = await fleet.PostAsync($"/v1/vms/{id}/pause");
        await fleet.EndedAsync(pause);
        Assert.Equal((HttpStatusCode.Conflict, "operation-not-failed"), (await RetryAsync(pause)) is var (status, problem) ? (status, problem.GetProperty("type").GetString()) : default);
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.PostAsync($"/v1/operations/{OperationId.New()}/retry")).Status);
    }

    private Task<(HttpStatusCode Status, JsonElement Body)> RetryAsync(JsonElement operation) => fixture.Fleet.PostAsync($"/v1/operations/{operation.GetProperty("id").GetString()}/retry");

    private static VmId Subject(JsonElement operation) => VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null);
}
