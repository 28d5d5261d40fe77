using System.Collections.Immutable;
using System.Net;
using NexusQuantum.Agent.Guest.Net;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>
/// Becomes who the host says, as far as it can: each part is tried by itself and what fails is told in the answer. Taking the
/// same identity again changes nothing. The key comes first and stays in memory only.
/// </summary>
internal sealed class IdentityTaker(KeyRing ring, GuestClock clock)
{
    public IdentityDone Take(GuestIdentity identity)
    {
        List<string> problems = [];
        var passwordTaken = false;
        Account? account = null;

        Try(problems, "key", () => ring.Hold(identity));
        Try(problems, "entropy", () => EntropyPool.Stir(identity.Entropy));
        Try(problems, "clock", () => clock.Follow(identity.Clock));
        Try(problems, "host name", () => HostIdentity.SetName(identity.HostName));
        Try(problems, "machine id", () => HostIdentity.SetMachineId(identity.MachineId));
        if (identity.HostAddress is not null)
        {
            Try(problems, "network", NetworkIdentity.MakeReachable);
        }

        if (identity.Address is { } address)
        {
            Try(problems, "network", () => NetworkIdentity.Apply(address, identity.Gateway, identity.NameServers));
        }

        Try(problems, "account", () => account = Accounts.System.Ensure(identity.UserName));
        if (account is not null && identity.Password is { } password)
        {
            Try(problems, "password", () =>
            {
                Accounts.System.SetPassword(account, password);
                passwordTaken = true;
            });
        }

        if (account is not null && !identity.SshKeys.IsEmpty)
        {
            Try(problems, "SSH keys", () => AuthorizedKeys.Add(account, identity.SshKeys));
        }

        ImmutableArray<string> addresses = [];
        Try(problems, "addresses", () => addresses = [.. NetworkIdentity.Addresses()]);
        foreach (var problem in problems)
        {
            GuestLog.Say("identity: " + problem);
        }

        return new IdentityDone { PasswordTaken = passwordTaken, Addresses = addresses, Problems = [.. problems] };
    }

    /// <summary>Our own messages and the kernel's name no secret; of any other failure only its kind is told.</summary>
    private static void Try(List<string> problems, string part, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or InvalidOperationException)
        {
            problems.Add($"{part}: {e.Message}");
        }
    }
}
