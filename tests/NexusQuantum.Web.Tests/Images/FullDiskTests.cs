using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Images;

/// <summary>Disks that are really full, of the portal and of a host.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fills_up_while_an_upload_comes_is_told_with_its_figures_and_keeps_nothing()
    {
        Assert.SkipUnless(SmallDisk.Possible, "Mounting a small disk needs root.");
        var directory = Directory.CreateTempSubdirectory("nq-full-").FullName;
        await using (await SmallDisk.MountAsync(directory, 2, Token))
        {
            var staging = new ImageStaging(new ImageOptions(directory, null) { KeepFreeBytes = 0 });
            using var tooLarge = new MemoryStream(TestFleet.Ext4(4 << 20));
            var taken = await staging.TakeAsync(tooLarge, null, ImageKind.Root, Token);
            Assert.Equal((ErrorKind.Unavailable, "disk-full"), (taken.Error?.Kind, taken.Error?.Type));
            Assert.NotNull(taken.Error?.Fix);
            Assert.Empty(Directory.EnumerateFileSystemEntries(directory));

            using var fits = new MemoryStream(TestFleet.Ext4(1 << 20));
            Assert.True((await staging.TakeAsync(fits, null, ImageKind.Root, Token)).Ok);
        }

        Directory.Delete(directory);
    }

    [Fact]
    public async Task An_upload_to_a_full_portal_is_refused_and_taken_when_there_is_room_again()
    {
        Assert.SkipUnless(SmallDisk.Possible, "Mounting a small disk needs root.");
        await using var fleet = await TestFleet.StartAsync();
        await using (await SmallDisk.MountAsync(Path.Combine(fleet.Portal.Directory, "staging"), 8, Token))
        {
            var (status, problem) = await UploadAsync(fleet);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "disk-full"), (status, problem.GetProperty("type").GetString()));
            Assert.Contains("8 MiB free", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
            Assert.Contains("data directory", problem.GetProperty("fix").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Accepted, (await UploadAsync(fleet)).Status);
    }

    [Fact]
    public async Task A_host_that_is_full_fails_the_create_with_its_own_words_and_the_next_one_succeeds()
    {
        await using var fleet = await TestFleet.StartAsync();
        fleet.Host.FailWith = new Problem { Type = "disk-full", Title = "The root disk needs 1 GiB; /srv/fc has 12 MiB free.", Fix = "Make room in /srv/fc." };
        var (_, operation) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("full"));
        var ended = await fleet.EndedAsync(operation);
        var error = ended.GetProperty("error");
        Assert.Equal(("failed", "disk-full", "Make room in /srv/fc."), (ended.GetProperty("status").GetString(), error.GetProperty("type").GetString(), error.GetProperty("fix").GetString()));
        fleet.Host.FailWith = null;
        await fleet.CreateAsync("fits");
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(TestFleet fleet)
    {
        using var file = new ByteArrayContent(TestFleet.Ext4(1 << 20, 77));
        using var form = new MultipartFormDataContent { { new StringContent("late"), "name" }, { new StringContent("root"), "kind" }, { file, "file", "disk.img" } };
        using var answer = await fleet.Client.PostAsync("/v1/images", form, Token);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement);
    }
}
