using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>What cannot be is refused where it was asked: as a problem with its fix to a program, beside the field to a person.</summary>
public sealed partial class RefusalTests(Installation installation)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wish_that_cannot_be_is_a_problem_with_type_and_fix()
    {
        await installation.MachineAsync(Token);
        using var api = installation.Api();
        var image = await api.RootImageAsync(Token);
        foreach (var (name, vcpus, memoryMiB, imageId, status, type) in new[]
        {
            ("", 1, 128, image, 400, "vm-invalid"),
            (new string('a', 300), 1, 128, image, 400, "vm-invalid"),
            ("<script>alert(1)</script>", 1, 128, image, 400, "vm-invalid"),
            ("esc\u001b[31m", 1, 128, image, 400, "vm-invalid"),
            ("common", 1, 128, image, 409, "vm-name-taken"),
            ("fine", 0, 128, image, 400, "vm-invalid"),
            ("fine", 10_000, 128, image, 400, "vm-invalid"),
            ("fine", 1, 2_000_000, image, 422, "no-host-fits"),
            ("fine", 1, 128, Guid.NewGuid().ToString(), 400, "vm-invalid"),
        })
        {
            using var answer = await api.Http.PostAsync("/v1/vms", System.Net.Http.Json.JsonContent.Create(new { name, vcpus, memoryMiB, imageId, rootDiskGiB = 1 }), Token);
            await AssertProblemAsync(answer, status, type);
        }
    }

    [Fact]
    public async Task The_wizard_says_it_beside_the_field_and_goes_no_further()
    {
        await installation.MachineAsync(Token);
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        var page = window.Page;
        await window.OpenAsync("/machines/create");
        foreach (var (name, says) in new[]
        {
            ("", "needs a name"), (new string('a', 300), "300 characters"), ("<img src=x onerror=alert(1)>", "cannot be used"), ("esc\u001b[31m", "cannot be used"), ("common", "exists already"),
        })
        {
            await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
            await NextAsync(page);
            await Assertions.Expect(page.Locator(".field.is-bad")).ToContainTextAsync(says);
            Assert.DoesNotContain("step=size", page.Url, StringComparison.Ordinal);
        }

        await window.ShotAsync("create-name-refused");
        await window.AssertAccessibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("refused-1");
        await NextAsync(page);
        foreach (var vcpus in new[] { "0", "10000" })
        {
            await page.GetByLabel("vCPU", new() { Exact = true }).FillAsync(vcpus);
            await NextAsync(page);
            await Assertions.Expect(page.Locator(".field.is-bad")).ToContainTextAsync($"{vcpus} vCPUs: 1 to 128");
        }

        await page.GetByLabel("vCPU", new() { Exact = true }).FillAsync("1");
        await page.GetByLabel("Memory, MiB").FillAsync("2000000");
        await window.ShotAsync("create-size-refused");
        await NextAsync(page);
        await Assertions.Expect(page).ToHaveURLAsync(StepOf("disk"), new() { Timeout = 15_000 });
        await NextAsync(page);
        await Assertions.Expect(page).ToHaveURLAsync(StepOf("access"), new() { Timeout = 15_000 });
        await NextAsync(page);
        await Assertions.Expect(page.Locator(".errblock")).ToContainTextAsync(new Regex("of memory to give.*Ask for less", RegexOptions.Singleline));
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Create and start" })).ToHaveAttributeAsync("aria-disabled", "true");
        await window.ShotAsync("create-plan-refused");
        await window.AssertAccessibleAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_file_that_is_no_image_is_told_what_it_is_by_page_and_api()
    {
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        var overlay = Path.Combine(installation.Stack.DirectoryPath, "overlay.qcow2");
        await Command.RunAsync("qemu-img", ["create", "-q", "-u", "-f", "qcow2", "-b", "/etc/passwd", "-F", "raw", overlay, "1G"], Token);
        var root = new byte[1 << 20];
        await using (var shipped = File.OpenRead(Path.Combine(StackPrograms.Images, "nexus-tiny", "root.ext4")))
        {
            await shipped.ReadExactlyAsync(root, Token);
        }

        foreach (var (name, bytes, type, says) in new[]
        {
            ("noise.img", Enumerable.Repeat((byte)7, 4096).ToArray(), "image-not-recognised", "not an image we can use"),
            ("empty.img", [], "image-not-recognised", "not an image we can use"),
            ("cut.ext4", root, "image-truncated", "cut short"),
            ("overlay.qcow2", await File.ReadAllBytesAsync(overlay, Token), "image-refused", "backing file"),
        })
        {
            using (var form = new MultipartFormDataContent { { new StringContent("bad-" + name), "name" }, { new StringContent("root"), "kind" }, { new ByteArrayContent(bytes), "file", name } })
            {
                using var answer = await api.Http.PostAsync("/v1/images", form, Token);
                await AssertProblemAsync(answer, 400, type);
            }

            await window.OpenAsync("/images");
            await UploadAsync(window, new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });
            await Assertions.Expect(window.Page.Locator(".dialog .errblock")).ToContainTextAsync(says);
        }

        await window.ShotAsync("image-refused");
        await window.AssertAccessibleAsync();
    }

    [Fact]
    public async Task A_full_disk_of_the_portal_is_told_by_page_and_api_and_nothing_is_kept()
    {
        Assert.SkipUnless(SmallDisk.Possible, "Mounting a small disk needs root.");
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        var large = Path.Combine(installation.Stack.DirectoryPath, "large.img");
        await using (var file = File.Create(large))
        {
            file.SetLength(300L << 20);
        }

        var staging = Path.Combine(installation.Stack.DataDirectory, "staging");
        await using (await SmallDisk.MountAsync(staging, 16, Token))
        {
            using var form = new MultipartFormDataContent { { new StringContent("too-large"), "name" }, { new StringContent("root"), "kind" }, { new ByteArrayContent(new byte[4096]), "file", "large.img" } };
            using var answer = await api.Http.PostAsync("/v1/images", form, Token);
            await AssertProblemAsync(answer, 503, "disk-full");
            await using var window = await installation.Chrome.OpenAsync(Look.Desk);
            await window.OpenAsync("/images");
            await UploadAsync(window, large);
            await Assertions.Expect(window.Page.Locator(".dialog .errblock")).ToContainTextAsync(new Regex("too little room.*data directory", RegexOptions.Singleline), new() { Timeout = 30_000 });
            await window.ShotAsync("image-disk-full");
            Assert.Empty(Directory.EnumerateFileSystemEntries(staging));
        }
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string type)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == (HttpStatusCode)status && answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{type}: {answer.StatusCode} {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(type, problem.Text("type"));
        Assert.True(problem.Has("fix") && problem.Text("title").Length > 10, text);
        Assert.DoesNotContain(text, character => char.IsControl(character) && !char.IsWhiteSpace(character));
    }

    private static Task NextAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { NameRegex = NextButton() }).ClickAsync();

    private static async Task UploadAsync(Session window, FilePayload file)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Upload image" }).First.ClickAsync();
        await window.Page.Locator("#upload-file").SetInputFilesAsync(file);
        await SendAsync(window);
    }

    private static async Task UploadAsync(Session window, string file)
    {
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Upload image" }).First.ClickAsync();
        await window.Page.Locator("#upload-file").SetInputFilesAsync(file);
        await SendAsync(window);
    }

    private static async Task SendAsync(Session window)
    {
        var name = window.Page.Locator("#upload-name");
        await Assertions.Expect(name).Not.ToHaveValueAsync(""); // the page proposes the file's name once it has seen it
        await window.Page.Locator(".dialog").GetByRole(AriaRole.Button, new() { Name = "Upload image" }).ClickAsync();
    }

    private static Regex StepOf(string step) => new("step=" + step);

    [GeneratedRegex("^Next")]
    private static partial Regex NextButton();
}
