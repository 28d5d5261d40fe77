using System.Collections.Immutable;
using System.Globalization;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Engines.Qemu;

/// <summary>
/// The argument list of one VM. A pure function, verified against recorded files. Sockets, logs and taps are descriptors, disks are
/// relative to the VM's directory: nothing of the host's layout shows but kernel, initrd and base image.
/// </summary>
internal static class QemuArguments
{
    private const string Sandbox = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";

    public static ImmutableArray<string> Build(EngineLaunch launch, QemuFacts facts, QemuWiring wiring)
    {
        var microvm = launch.Profile == MachineProfile.Microvm;
        var bus = microvm ? "device" : "pci";
        var list = new List<string>
        {
            "-nodefaults", "-no-user-config", "-display", "none",
            "-name", $"{launch.Id},process=nq-vm,debug-threads=on",
            "-M", Machine(launch.Profile, facts),
        };
        Add(list, "-accel", facts.Accelerator == Accelerator.Kvm ? "kvm" : string.Create(CultureInfo.InvariantCulture, $"tcg,thread=multi,tb-size={TranslationMiB(launch)}"));
        Add(list, "-cpu", Cpu(facts, wiring));
        Add(list, "-smp", launch.Vcpus.ToString(CultureInfo.InvariantCulture));
        Add(list, "-m", string.Create(CultureInfo.InvariantCulture, $"{launch.MemoryMiB}M"));
        Add(list, "-kernel", launch.Kernel);
        if (launch.Initrd is not null)
        {
            Add(list, "-initrd", launch.Initrd);
        }

        Add(list, "-append", string.Join(' ', KernelWords(launch, facts).Concat(launch.KernelWords)));
        for (var i = 0; i < launch.Disks.Length; i++)
        {
            Add(list, "-blockdev", QemuBlock.Node($"disk{i}", launch.Disks[i], launch.Directory.Path));
            Add(list, "-device", $"virtio-blk-{bus},drive=disk{i},id=disk{i}-device,serial=disk{i},werror=stop,rerror=report");
        }

        AddNics(list, launch, wiring, bus);
        Add(list, "-device", $"virtio-serial-{bus},id=control-bus,max_ports=4");
        AddSocket(list, "control", QemuWiring.Control);
        Add(list, "-device", "virtserialport,bus=control-bus.0,chardev=control,name=fc.agent.0");
        Add(list, "-device", $"virtio-balloon-{bus},id=balloon,deflate-on-oom=on,free-page-reporting=on");
        Add(list, "-object", "rng-random,id=entropy,filename=/dev/urandom");
        Add(list, "-device", $"virtio-rng-{bus},rng=entropy");
        AddSocket(list, "serial", QemuWiring.Serial);
        Add(list, "-serial", "chardev:serial");
        AddSocket(list, "qmp", QemuWiring.Qmp);
        Add(list, "-mon", "chardev=qmp,mode=control");

        // The second monitor is only listened to by a file: why a VM ended is known also when no agent was there.
        Add(list, "-add-fd", string.Create(CultureInfo.InvariantCulture, $"fd={QemuWiring.EventLog},set=1"));
        Add(list, "-chardev", string.Create(CultureInfo.InvariantCulture, $"socket,id=events,fd={QemuWiring.EventMonitor},server=on,wait=off,logfile=/dev/fdset/1,logappend=on"));
        Add(list, "-mon", "chardev=events,mode=control");
        if (facts.Sandbox)
        {
            Add(list, "-sandbox", Sandbox);
        }

        list.Add("-S");
        return [.. list];
    }

    /// <summary>Room for translated code: the default of an eighth of the host's memory would be filled in time.</summary>
    public static int TranslationMiB(EngineLaunch launch) => launch.MemoryMiB switch
    {
        <= 256 => 32,
        <= 1024 => 64,
        _ => 128,
    };

    private static string Machine(MachineProfile profile, QemuFacts facts)
    {
        if (profile == MachineProfile.Microvm)
        {
            return "microvm,acpi=on";
        }

        // Without keyboard controller, sound timer and disks nobody uses; older versions do not know all of these words.
        string[] wanted = ["i8042", "hpet", "sata", "smbus", "usb", "vmport"];
        return "q35" + string.Concat(wanted.Where(facts.StandardOptions.Contains).Select(option => $",{option}=off"));
    }

    private static string Cpu(QemuFacts facts, QemuWiring wiring)
        => facts.Accelerator == Accelerator.Tcg ? "max" : wiring.PlainCpu ? "host,migratable=on,-arch-capabilities" : "host,migratable=on";

    private static IEnumerable<string> KernelWords(EngineLaunch launch, QemuFacts facts)
    {
        yield return "console=ttyS0";
        yield return "root=/dev/vda";
        yield return "rw";
        yield return "8250.nr_uarts=1";
        yield return "random.trust_cpu=on";
        if (facts.Accelerator == Accelerator.Tcg)
        {
            yield return "no_timer_check";
            yield return "cryptomgr.notests";
            if (launch.Profile == MachineProfile.Microvm && facts.TscKhz is { } khz)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"tsc_early_khz={khz}");
                yield return "tsc=reliable";
            }
        }
    }

    private static void AddNics(List<string> list, EngineLaunch launch, QemuWiring wiring, string bus)
    {
        var tap = 0;
        var forwarded = false;
        for (var i = 0; i < launch.Nics.Length; i++)
        {
            var nic = launch.Nics[i];
            if (nic.Tap is not null)
            {
                Add(list, "-netdev", string.Create(CultureInfo.InvariantCulture, $"tap,id=net{i},fd={wiring.Taps[tap++]}"));
            }
            else
            {
                // Restricted: without it a guest reaches servers on the host's own 127.0.0.1 through the gateway's address.
                var forward = wiring.GuestPort is { } port && !forwarded
                    ? string.Create(CultureInfo.InvariantCulture, $",hostfwd=tcp:127.0.0.1:{port}-{nic.Address}:9000")
                    : string.Empty;
                forwarded = true;
                Add(list, "-netdev", $"user,id=net{i},restrict=on,ipv6=off{forward}");
            }

            var rom = string.Equals(bus, "pci", StringComparison.Ordinal) ? ",romfile=" : string.Empty;
            Add(list, "-device", $"virtio-net-{bus},netdev=net{i},id=net{i}-device,mac={nic.Mac}{rom}");
        }
    }

    private static void AddSocket(List<string> list, string name, int descriptor)
        => Add(list, "-chardev", string.Create(CultureInfo.InvariantCulture, $"socket,id={name},fd={descriptor},server=on,wait=off"));

    private static void Add(List<string> list, string option, string value)
    {
        list.Add(option);
        list.Add(value);
    }
}
