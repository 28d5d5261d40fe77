using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Tests.Engines.Qemu;

public sealed class AcceleratorProbeTests
{
    [Theory]
    [InlineData("ran 0.021\n", Accelerator.Kvm, "in 0.021 ms")]
    [InlineData("ran 4.999\n", Accelerator.Kvm, "4.999 ms")]
    [InlineData("ran 27.204\n", Accelerator.Tcg, "20,000 loop iterations took 27 ms where under 5 ms is needed, so VMs run under TCG")]
    [InlineData("missing\n", Accelerator.Tcg, "/dev/kvm is missing")]
    [InlineData("denied Permission denied\n", Accelerator.Tcg, "cannot be opened (Permission denied)")]
    [InlineData("failed create-vm Device or resource busy\n", Accelerator.Tcg, "failed at create-vm (Device or resource busy)")]
    [InlineData("failed run unexpected exit 17\n", Accelerator.Tcg, "failed at run (unexpected exit 17)")]
    [InlineData("", Accelerator.Tcg, "could not be probed")]
    [InlineData("ran\n", Accelerator.Tcg, "could not be probed")]
    [InlineData("ran fast\n", Accelerator.Tcg, "could not be probed")]
    [InlineData("failed\n", Accelerator.Tcg, "could not be probed")]
    public void Each_outcome_has_its_sentence(string output, Accelerator accelerator, string words)
    {
        var choice = AcceleratorProbe.Judge(new ChildResult(0, output, string.Empty, TimedOut: false));
        Assert.Equal(accelerator, choice.Accelerator);
        Assert.Contains(words, choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_that_does_not_end_is_told_so()
    {
        var choice = AcceleratorProbe.Judge(new ChildResult(-1, string.Empty, string.Empty, TimedOut: true));
        Assert.Equal(Accelerator.Tcg, choice.Accelerator);
        Assert.Contains("did not end within 2 s", choice.Reason);
    }

    [Fact]
    public async Task This_machine_gets_an_answer_in_time()
    {
        var choice = await AcceleratorProbe.RunAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("/dev/kvm", choice.Reason);
    }
}
