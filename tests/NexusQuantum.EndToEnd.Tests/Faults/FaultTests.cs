using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Faults;

/// <summary>
/// Each part is killed at a bad moment. Afterwards the shown state is true within ten seconds, nothing is lost or done twice, and
/// nothing is left behind.
/// </summary>
public sealed class FaultTests(Installation installation)
{
    private static readonly TimeSpan Truth = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killing_the_portal_in_the_middle_of_a_create_loses_nothing_and_does_nothing_twice()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var operation = await api.PostAsync("/v1/vms", new { name = "fault-portal", imageId = await api.RootImageAsync(Token), vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, Token);
        await stack.Portal!.CrashAsync(Token); // the installation is ready, so it runs
        await stack.StartPortalAsync(Token);
        var ended = await api.EndOfAsync(operation.Id(), Token);
        var id = ended.GetProperty("subject").Text("id");
        await api.WhenStateAsync(id, "running", Truth, Token);
        Assert.Single((await api.GetAsync("/v1/vms", Token)).Items(), vm => vm.Text("name") == "fault-portal");
        Assert.Single(Engine.Of(stack.RunDirectory), engine => engine.VmId == id);
        await RemoveAsync(api, id, before);
    }

    [Fact]
    public async Task Killing_the_agent_in_the_middle_of_a_boot_adopts_the_same_machine()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var operation = await api.PostAsync("/v1/vms", new { name = "fault-agent", imageId = await api.RootImageAsync(Token), vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, Token);
        var id = operation.GetProperty("subject").Text("id");

        // The engine runs the guest, whose agent has not answered yet. A start killed earlier, with the vCPUs still held, is begun anew.
        await api.WhenStateAsync(id, "running", TimeSpan.FromSeconds(30), Token);
        var engine = Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id);
        await stack.Agent!.CrashAsync(Token); // the installation is ready, so it runs
        stack.StartAgent();
        await api.EndOfAsync(operation.Id(), Token);
        await api.WhenStateAsync(id, "running", Truth, Token);
        Assert.Equal(engine, Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id));
        await RemoveAsync(api, id, before);
    }

    [Fact]
    public async Task Killing_the_engine_under_a_running_machine_is_seen_and_mended()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var id = (await api.CreateRunningAsync("fault-engine", await api.RootImageAsync(Token), Token)).Id();
        var engine = Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id);
        var boots = (await api.GetAsync("/v1/vms/" + id, Token)).Text("startedAt");
        Signals.Send(engine.Pid, Signals.Kill);
        await api.WhenVmAsync(id, "known not to run on as before", Truth, vm => vm.Text("state") != "running" || vm.Text("startedAt") != boots, Token);
        await api.WhenVmAsync(id, "running again", Api.BootTime, vm => vm.Text("state") == "running" && vm.Text("startedAt") != boots, Token);
        Assert.NotEqual(engine.Pid, Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id).Pid);
        await RemoveAsync(api, id, before);
    }

    [Fact]
    public async Task Killing_the_database_is_survived_by_portal_and_machines()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var id = (await api.CreateRunningAsync("fault-base", await api.RootImageAsync(Token), Token)).Id();
        var engine = Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id);
        var killed = stack.ClusterPid();
        Signals.Send(killed, Signals.Kill);
        // Its children answer on for a moment; only another server's answer counts.
        await Until.TrueAsync("the portal answering from its database again", Truth, async () =>
        {
            using var answer = await api.Http.GetAsync("/v1/vms/" + id, Token);
            return answer.IsSuccessStatusCode && stack.RunningClusterPid() is { } now && now != killed;
        }, Token, () => stack.Portal!.Tail());
        await api.WhenStateAsync(id, "running", Truth, Token);
        Assert.Equal(engine, Assert.Single(Engine.Of(stack.RunDirectory), one => one.VmId == id));
        await RemoveAsync(api, id, before);
    }

    [Fact]
    public async Task Killing_the_database_in_the_middle_of_a_create_loses_nothing_and_does_nothing_twice()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var operation = await api.PostAsync("/v1/vms", new { name = "fault-base-2", imageId = await api.RootImageAsync(Token), vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, Token);
        var id = operation.GetProperty("subject").Text("id");
        await Until.TrueAsync("its engine being there", TimeSpan.FromSeconds(30), () => Task.FromResult(Engine.Of(stack.RunDirectory).Any(engine => engine.VmId == id)), Token);
        Signals.Send(stack.ClusterPid(), Signals.Kill);
        var ended = await Until.SomeAsync("the operation's end", Api.BootTime, async () =>
        {
            using var answer = await api.Http.GetAsync("/v1/operations/" + operation.Id(), Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            return answer.IsSuccessStatusCode && !text.Contains("\"status\":\"running\"", StringComparison.Ordinal) && !text.Contains("\"status\":\"queued\"", StringComparison.Ordinal) ? text : null;
        }, Token, () => stack.Portal!.Tail());
        Assert.Contains("\"status\":\"succeeded\"", ended, StringComparison.Ordinal);
        await api.WhenStateAsync(id, "running", Truth, Token);
        Assert.Single(Engine.Of(stack.RunDirectory), engine => engine.VmId == id);
        await RemoveAsync(api, id, before);
    }

    [Fact]
    public async Task An_image_that_vanished_from_its_host_is_told_or_brought_again()
    {
        await installation.ReadyAsync(Token);
        var stack = installation.Stack;
        using var api = installation.Api();
        var before = await StrayCount.TakeAsync(stack, Token);
        var image = await api.RootImageAsync(Token);
        var digest = (await api.GetAsync("/v1/images/" + image, Token)).Text("digest").Split(':')[1];
        var file = Directory.EnumerateFiles(Path.Combine(stack.DirectoryPath, "images"), "*", SearchOption.AllDirectories).Single(path => Path.GetFileName(path).Contains(digest, StringComparison.Ordinal) && !path.EndsWith(".json", StringComparison.Ordinal));
        File.Move(file, file + ".away");
        try
        {
            var operation = await api.PostAsync("/v1/vms", new { name = "fault-image", imageId = image, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, Token);
            await api.EndOfAsync(operation.Id(), Token);
            await RemoveAsync(api, operation.GetProperty("subject").Text("id"), before);
        }
        finally
        {
            File.Move(file + ".away", file, overwrite: true);
        }
    }

    private async Task RemoveAsync(Api api, string id, StrayCount before)
    {
        await api.EndOfAsync((await api.DeleteAsync("/v1/vms/" + id, Token)).Id(), Token);
        await Until.TrueAsync("everything of it being gone", Truth, async () => Same(before, await StrayCount.TakeAsync(installation.Stack, Token)), Token,
            () => $"before: {before}");
        static bool Same(StrayCount one, StrayCount other)
            => one.Engines.SequenceEqual(other.Engines) && one.Taps.SequenceEqual(other.Taps) && one.Machines.SequenceEqual(other.Machines) && other.Files.Count == 0;
    }
}
