using System.Net;
using System.Text.Json;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

public sealed class BadInputTests
{
    [Fact]
    public async Task Every_bad_field_is_named_with_its_limit()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { MemoryBytes = 4L << 30, CpuCount = 4 });
        var image = await fleet.ImageIdAsync();
        foreach (var name in new[] { "", new string('a', 300), "<script>alert(1)</script>", "a\u001b[31mb", "Web", "-a", "a b", "ä" })
        {
            await RefusedAsync(fleet, new { name, vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1 }, "name");
        }

        foreach (var vcpus in new[] { 0, -1, 10_000 })
        {
            await RefusedAsync(fleet, new { name = "ok", vcpus, memoryMiB = 256, imageId = image, rootDiskGiB = 1 }, "vcpus");
        }

        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 1, imageId = image, rootDiskGiB = 1 }, "memoryMiB");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 0 }, "rootDiskGiB");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, rootDiskGiB = 1 }, "imageId");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = Guid.NewGuid(), rootDiskGiB = 1 }, "imageId");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = await fleet.ImageIdAsync("nexus-tiny-kernel"), rootDiskGiB = 1 }, "imageId");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, tags = new[] { "<b>" } }, "tags");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, userName = "root; reboot" }, "userName");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, sshKeys = new[] { "not a key" } }, "sshKeys");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, password = "a\nb:cccccc" }, "password");
        await RefusedAsync(fleet, new { name = "ok", vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, description = new string('x', 3000) }, "description");
        Assert.Equal(0, (await fleet.GetAsync("/v1/vms")).GetProperty("items").GetArrayLength());
        Assert.Empty(fleet.Host.Told);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        await using var fleet = await TestFleet.StartAsync();
        var (_, problem) = await fleet.PostAsync("/v1/vms", new { name = "", vcpus = 0, memoryMiB = 0, rootDiskGiB = 0 });
        Assert.Equal(["imageId", "memoryMiB", "name", "rootDiskGiB", "vcpus"], problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_than_the_host_has_is_refused_with_its_figures()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { MemoryBytes = 4L << 30, CpuCount = 4 });
        var (status, problem) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("big", 8192));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no-host-fits"), (status, problem.GetProperty("type").GetString()));
        Assert.Contains("3 GiB", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.True(problem.GetProperty("fix").GetString()?.Length > 0);

        var (many, cpus) = await fleet.PostAsync("/v1/vms", new { name = "wide", vcpus = 16, memoryMiB = 256, imageId = await fleet.ImageIdAsync(), rootDiskGiB = 1 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, many);
        Assert.Contains("4 processors", cpus.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_promised_is_not_promised_twice_and_a_stopped_machine_gives_it_back()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { MemoryBytes = 4L << 30 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async index => await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync($"vm-{index}", 1024))));
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.Accepted));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Accepted), answer => Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status));
        var (_, first) = answers.First(answer => answer.Status == HttpStatusCode.Accepted);
        await fleet.EndedAsync(first);
        var (_, stop) = await fleet.PostAsync($"/v1/vms/{first.GetProperty("subject").GetProperty("id").GetString()}/stop");
        await fleet.EndedAsync(stop);
        Assert.Equal(HttpStatusCode.Accepted, (await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("again", 1024))).Status);
    }

    [Fact]
    public async Task A_name_is_used_once()
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.CreateAsync("web-1");
        var (status, problem) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("web-1"));
        Assert.Equal((HttpStatusCode.Conflict, "vm-name-taken"), (status, problem.GetProperty("type").GetString()));
        Assert.Contains("web-1", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_takes_a_name_that_is_free_and_no_other()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("web-1");
        await fleet.CreateAsync("web-2");
        var path = $"/v1/vms/{id}";
        Assert.Equal((HttpStatusCode.Conflict, "vm-name-taken"), await RenameAsync("web-2"));
        Assert.Equal((HttpStatusCode.BadRequest, "vm-invalid"), await RenameAsync("<b>"));
        Assert.Equal((HttpStatusCode.OK, null), await RenameAsync("db-1"));
        Assert.Equal("db-1", (await fleet.VmAsync(id)).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("web-1"))).Status);

        async Task<(HttpStatusCode Status, string? Type)> RenameAsync(string name)
        {
            var (status, body) = await fleet.SendAsync(HttpMethod.Patch, path, new { name });
            return (status, body.TryGetProperty("type", out var type) ? type.GetString() : null);
        }
    }

    [Fact]
    public async Task The_plan_says_what_would_be_done_and_does_nothing()
    {
        await using var fleet = await TestFleet.StartAsync();
        var (status, plan) = await fleet.PostAsync("/v1/vms/plan", await fleet.NewVmAsync("dry"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(plan.GetProperty("hosts")[0].GetProperty("chosen").GetBoolean());
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("refusal").ValueKind);
        Assert.Empty(fleet.Host.Told);
    }

    [Fact]
    public async Task Lists_page_by_key_in_every_order()
    {
        await using var fleet = await TestFleet.StartAsync();
        foreach (var name in new[] { "c", "a", "e", "b", "d" })
        {
            await fleet.CreateAsync(name);
        }

        foreach (var sort in new[] { "name", "-name", "state", "createdAt", "-createdAt" })
        {
            var names = new List<string>();
            string? cursor = null;
            do
            {
                var page = await fleet.GetAsync($"/v1/vms?sort={sort}&limit=2" + (cursor is null ? "" : $"&cursor={cursor}"));
                names.AddRange(page.GetProperty("items").EnumerateArray().Select(vm => vm.GetProperty("name").GetString()!));
                cursor = page.GetProperty("next").GetString();
            }
            while (cursor is not null);
            var expected = sort switch { "name" or "state" => "abcde", "-name" => "edcba", "createdAt" => "caebd", _ => "dbeac" };
            Assert.Equal(expected, string.Concat(names));
        }

        Assert.Equal("b", (await fleet.GetAsync("/v1/vms?q=b")).GetProperty("items")[0].GetProperty("name").GetString());
        foreach (var bad in new[] { "sort=nonsense", "cursor=%21%21", "q=state:nonsense" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await fleet.SendAsync(HttpMethod.Get, "/v1/vms?" + bad)).Status);
        }
    }

    private static async Task RefusedAsync(TestFleet fleet, object body, string field)
    {
        var (status, problem) = await fleet.PostAsync("/v1/vms", body);
        Assert.True(status == HttpStatusCode.BadRequest, $"{field}: {status} {problem}");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out var mistakes), $"{field}: {problem}");
        Assert.DoesNotContain(mistakes.EnumerateArray(), mistake => mistake.GetString()!.Any(char.IsControl) || mistake.GetString()!.Contains('<', StringComparison.Ordinal));
    }
}
