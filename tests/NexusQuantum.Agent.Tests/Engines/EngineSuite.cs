using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>What every engine must do with a real guest. One test boots one VM; the class is not run beside itself.</summary>
public abstract class EngineSuite
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract MachineProfile Profile { get; }

    internal abstract IVmEngine MakeEngine();

    [Fact]
    public async Task A_vm_starts_answers_and_leaves_nothing()
    {
        await using var bench = Bench();
        var engine = MakeEngine();
        var launch = await bench.MakeLaunchAsync(Profile, EngineBench.UserNic());

        var result = await engine.LaunchAsync(launch, Token);

        Assert.True(result.Ok, result.Error?.Message);
        var vm = bench.Keep(result.Value);
        await using var line = await SerialLine.OpenAsync(vm.ConsoleSocket, Token);
        await line.WaitAsync("READY", Token);
        Assert.Equal(EngineStatus.Running, (await vm.StatusAsync(Token)).Value);
        Assert.Equal("42", await line.RunAsync("echo $((6*7))", Token));
    }

    private static EngineBench Bench()
    {
        Assert.SkipWhen(TestImage.Find() is null, "No image to boot: set NEXUS_TEST_IMAGE to a directory with kernel, initrd and root.ext4.");
        return new EngineBench();
    }
}
