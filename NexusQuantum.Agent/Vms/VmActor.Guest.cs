using System.Security.Cryptography;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Vms;

internal sealed partial class VmActor
{
    private static readonly TimeSpan CheckShellEvery = TimeSpan.FromSeconds(20);

    // By the line's own token. Story: a guest says hello over and over and fills the mailbox; its engine dies; the actor lets go of the
    // line and waits for its end, which waits for room in the mailbox, which only the actor makes.
    private ValueTask TellNewsAsync(GuestLine line, GuestNews news, CancellationToken cancellationToken)
        => _mailbox.Writer.WriteAsync(new VmMessage.GuestSaid(line, news), cancellationToken);

    /// <summary>Called on the control line's own loop: reads fields that are replaced whole, changes none.</summary>
    private GuestIdentity MakeIdentity()
    {
        var nic = _nics is [var first, ..] ? first : null;
        var spec = _wish?.Spec;
        return new GuestIdentity
        {
            Key = _record.GuestKey,
            HostName = spec?.Name.Value ?? _id.ToString(),
            MachineId = _record.MachineId,
            Address = nic is { Address: { } address } ? $"{address}/{nic.Prefix}" : null,
            Gateway = nic?.Gateway?.ToString(),
            HostAddress = nic?.HostAddress?.ToString(),
            NameServers = nic is null ? [] : [.. nic.NameServers.Select(static server => server.ToString())],
            Clock = Now,
            Entropy = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            UserName = spec?.UserName,
            Password = _password,
            SshKeys = spec?.SshKeys ?? [],
        };
    }

    private void OnGuestSaid(VmMessage.GuestSaid said)
    {
        if (said.Line != _guest)
        {
            return;
        }

        switch (said.News)
        {
            case GuestNews.Hello { Value: var hello }:
                var known = hello.BootId == _record.Hello?.BootId ? _record.HelloAt : null;
                var at = known ?? Now;
                if (known is null || !_record.GuestReady)
                {
                    Running?.Door?.Booted(_room.Slowness());
                }

                _guestFacts = Facts(hello, at) with { ShellReachable = _guestFacts?.ShellReachable ?? false, ShellProblem = _guestFacts?.ShellProblem };
                if (known is null)
                {
                    // Once a boot: a guest that says it again and again must not keep the journal's disk busy.
                    Save(_record with { Hello = hello, HelloAt = at });
                }

                _hello.TrySetResult();
                break;
            case GuestNews.Identified { Value: var done, PasswordSent: var sent }:
                OnIdentified(done, sent);
                break;
            case GuestNews.Addresses { Value: var addresses }:
                SetTold(addresses);
                break;
            case GuestNews.Goodbye:
                Running?.Door?.Closed();
                _guestFacts = _guestFacts is { } facts ? facts with { ShellReachable = false, ShellProblem = "The guest is shutting down." } : null;
                break;
        }
    }

    private void OnIdentified(IdentityDone done, bool passwordSent)
    {
        var taken = passwordSent && _password is not null;
        if (taken)
        {
            // Refused counts as delivered too: it would be refused again. The guest's reason is shown.
            _password = null;
        }

        _identityNote = done.Problems.IsEmpty ? null : "The guest reports: " + string.Join(" ", done.Problems);
        var record = _record with { GuestReady = true, PasswordTaken = _record.PasswordTaken || (taken && done.PasswordTaken) };
        if (record != _record)
        {
            Save(record);
        }

        _identity.TrySetResult();
        CheckShell();
    }

    /// <summary>The guest boots again by itself: it will say hello; a hello still waited for stays waited for.</summary>
    private void OnGuestReset()
    {
        Running?.Door?.Closed();
        if (_work is null && _hello.Task.IsCompleted)
        {
            ForgetGuest();
            (_hello, _identity) = (NewSignal(), NewSignal());
        }
    }

    private void CheckShell()
    {
        _shellChecked = Now;
        if (_guest is not { } line)
        {
            return;
        }

        _watchers.RemoveAll(static task => task.IsCompleted);
        _watchers.Add(CheckShellAsync(line, Running?.Door));
    }

    private async Task CheckShellAsync(GuestLine line, GuestDoor? door)
    {
        var problem = door is null ? NoWay() : await door.AwaitAsync(_stop.Token);
        await TellAsync(new VmMessage.ShellChecked(line, problem));
    }

    private string NoWay() => _nics is [{ Mode: NetworkMode.Bridged }, ..]
        ? "This host has no IPv6 on the network's bridge, which is its only way to guests there."
        : "It has no network this host could reach it over.";

    private void OnShellChecked(VmMessage.ShellChecked check)
    {
        if (check.Line == _guest && _guestFacts is { } facts)
        {
            _guestFacts = facts with { ShellReachable = check.Problem is null, ShellProblem = check.Problem };
        }
    }

    /// <summary>Notes silence and its end; a guest heard all along is not reported again each time.</summary>
    private void TickGuest()
    {
        if (_guestFacts is not { } facts || _guest is not { } line)
        {
            return;
        }

        if (line.LastSeen is { } seen)
        {
            var silent = Now - seen > SilentAfter;
            if (silent != facts.Silent)
            {
                _guestFacts = facts = facts with { LastSeenAt = seen, Silent = silent };
            }
        }

        if (!facts.ShellReachable && Now - _shellChecked >= CheckShellEvery)
        {
            CheckShell();
        }
    }

    private GuestFacts Facts(GuestHello hello, DateTimeOffset at) => new()
    {
        ConnectedAt = at,
        LastSeenAt = Now,
        Version = hello.Version,
        Kernel = hello.Kernel,
        Distribution = hello.Distribution,
        ShellProblem = "It was not tried yet.",
    };
}
