using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Whole;

/// <summary>A host whose disk fills up at each moment of a machine's life: told with path and room, nothing half left, and good again with room.</summary>
public sealed class DiskFullTests
{
    private const long MiB = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_told_at_each_step_and_a_retry_works_when_there_is_room()
    {
        using var disk = new SmallDisk(mebibytes: 280);
        await using var agent = await WholeAgent.StartAsync(disk.Path);

        // An image that finds no room: told before it is sent, and when its size is not said, at the write that fails.
        disk.Fill(leave: 2 * MiB);
        var bytes = RandomNumberGenerator.GetBytes((int)(4 * MiB));
        foreach (var known in new[] { true, false })
        {
            using var content = known ? new ByteArrayContent(bytes) : (HttpContent)new StreamContent(new Unsized(bytes));
            using var refused = await agent.PushAsync(Digest.FromHash(SHA256.HashData(bytes)), ImageFormat.Raw, content);
            await FullAsync(refused, Path.Combine(disk.Path, "images"));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, "images")));
        disk.Empty();
        var wish = await agent.WishAsync(1, VmPower.Running);

        // A first wish that cannot be written down leaves no machine behind.
        disk.Fill();
        using (var refused = await agent.PutAsync(wish))
        {
            await FullAsync(refused, agent.Directory.Path);
        }

        Assert.Null(agent.Report);
        Assert.False(Directory.Exists(agent.Directory.Path));

        // A machine for which there is too little room fails with the reason, and starts when there is.
        disk.Fill(leave: 8 * MiB);
        using (var taken = await agent.PutAsync(wish))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        var failed = await agent.UntilAsync(static report => report.State == VmState.Failed);
        Assert.Equal("disk-full", failed.Problem?.Type);
        Assert.Contains(agent.RunDirectory, failed.Problem?.Title);
        Assert.Contains("64 MiB are needed", failed.Problem?.Title);
        disk.Empty();
        using (var taken = await agent.PutAsync(wish with { Generation = 2 }))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        await agent.UntilAsync(static report => report.AppliedGeneration == 2);

        // A wish for a machine that runs: refused, and the machine is left as it was. (Its guest may write at any moment, and be paused.)
        Assert.Equal("here\n", await agent.RunAsync("echo", "here"));
        disk.Fill();
        using (var refused = await agent.PutAsync(wish with { Generation = 3, Power = wish.Power with { Target = VmPower.Stopped } }))
        {
            await FullAsync(refused, agent.Directory.Path);
        }

        Assert.Equal((2, VmPower.Running), (agent.Report?.Generation, agent.Report?.Power.Target));
        Assert.NotNull(agent.Running);
        Assert.DoesNotContain(Directory.EnumerateFiles(agent.Directory.Path), static file => file.EndsWith(".new", StringComparison.Ordinal));

        // A guest that writes: paused in the middle, told, and going on where it was when there is room.
        var writing = agent.RunAsync("sh", "-c", "dd if=/dev/zero of=/x bs=1M count=8 2>/dev/null && sync && cmp -n 8388608 /x /dev/zero && echo whole");
        var paused = await agent.UntilAsync(static report => report is { State: VmState.Paused, Problem: not null });
        Assert.Equal("disk-error", paused.Problem?.Type);
        Assert.Contains("The host's disk is full", paused.Problem?.Title);
        Assert.Contains(agent.Directory.Disks, paused.Problem?.Title);
        disk.Empty();
        using (var taken = await agent.PutAsync(wish with { Generation = 4 }))
        {
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        Assert.Equal("whole\n", await writing);
        var well = await agent.UntilAsync(static report => report.AppliedGeneration == 4);
        Assert.Equal((VmState.Running, null), (well.State, well.Problem));
    }

    private static async Task FullAsync(HttpResponseMessage response, string path)
    {
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(Token), AgentJson.Default.Problem);
        Assert.Equal((HttpStatusCode.InsufficientStorage, "disk-full"), (response.StatusCode, problem?.Type));
        Assert.Contains(path, problem?.Title);
        Assert.Contains(" free", problem?.Title);
        Assert.NotNull(problem?.Fix);
    }

    /// <summary>Bytes whose number nobody tells beforehand.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
