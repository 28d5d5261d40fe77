using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>Checks a wish at the agent's door, whatever the portal checked: every mistake at once, by field.</summary>
internal static class EnsureRules
{
    private const int MaxKernelArguments = 1024;
    private const int MaxPassword = 256;
    private const int MaxSshKey = 4096;

    /// <summary>Null when the wish can be taken.</summary>
    public static Error? Mistake(EnsureVm wish)
    {
        var spec = wish.Spec;
        var mistakes = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("generation", wish.Generation >= 1, "It starts at 1.");
        Check("spec.name", spec.Name.Value.Length > 0, $"A name has {VmName.Rule}.");
        Check("spec.vcpus", spec.Vcpus is >= 1 and <= VmLimits.MaxVcpus, $"1 to {VmLimits.MaxVcpus}.");
        Check("spec.memoryMiB", spec.MemoryMiB is >= VmLimits.MinMemoryMiB and <= VmLimits.MaxMemoryMiB, $"{VmLimits.MinMemoryMiB} to {VmLimits.MaxMemoryMiB}.");
        Check("spec.rootDiskGiB", spec.RootDiskGiB is >= 1 and <= VmLimits.MaxRootDiskGiB, $"1 to {VmLimits.MaxRootDiskGiB}.");
        Check("spec.boot.kernel", spec.Boot.Kernel.Hex.Length == 64, "A digest is needed.");
        Check("spec.boot.root", spec.Boot.Root.Hex.Length == 64, "A digest is needed.");
        Check("spec.boot.rootFormat", spec.Boot.RootFormat is ImageFormat.Ext4 or ImageFormat.Qcow2 or ImageFormat.Raw, "A root image is ext4, qcow2 or raw.");
        Check("spec.boot.kernelArguments", spec.Boot.KernelArguments is null || IsPlain(spec.Boot.KernelArguments, MaxKernelArguments), $"At most {MaxKernelArguments} printable ASCII characters.");
        Check("spec.nics", !spec.Nics.IsDefault && spec.Nics.Length <= 1, "At most one NIC.");
        Check("spec.nics.address", spec.Nics.IsDefault || spec.Nics.All(static nic => nic.Address is null || IsAddress(nic.Address)), $"A prefix of 8 to 30 where it is given, a gateway that is not the machine, at most {StaticAddress.MaxNameServers} name servers.");
        Check("spec.userName", spec.UserName is null || IsUserName(spec.UserName), "1 to 32 characters: a-z, 0-9, hyphen and underscore, starting with a letter.");
        Check("spec.sshKeys", !spec.SshKeys.IsDefault && spec.SshKeys.Length <= VmLimits.MaxSshKeys && spec.SshKeys.All(static key => IsPlain(key, MaxSshKey)), $"At most {VmLimits.MaxSshKeys} keys, one line each.");
        Check("power.graceSeconds", wish.Power.GraceSeconds is >= 0 and <= VmLimits.MaxGraceSeconds, $"0 to {VmLimits.MaxGraceSeconds}.");
        Check("password", wish.Password is null || (wish.Password.Length is > 0 and <= MaxPassword && !wish.Password.Any(char.IsControl)), $"1 to {MaxPassword} characters without control characters.");
        return mistakes.Count == 0 ? null : new Error(ErrorKind.Invalid, "spec-invalid", "The machine cannot be made as specified.") { Fields = mistakes };

        void Check(string field, bool good, string rule)
        {
            if (!good)
            {
                mistakes[field] = [rule];
            }
        }
    }

    private static bool IsAddress(StaticAddress asked)
        => asked.Prefix is null or (>= StaticAddress.MinPrefix and <= StaticAddress.MaxPrefix) && asked.Gateway != asked.Address && asked.NameServers.Length <= StaticAddress.MaxNameServers
            && new[] { asked.Address, asked.Gateway }.Concat(asked.NameServers.Select(static server => (Ipv4Address?)server)).All(static address => address != default(Ipv4Address));

    private static bool IsPlain(string text, int most) => text.Length <= most && text.All(static c => c is >= ' ' and <= '~');

    private static bool IsUserName(string name)
        => name.Length is > 0 and <= 32 && char.IsAsciiLetterLower(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
