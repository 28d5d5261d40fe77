using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// <c>nexus-agent kvm-probe</c>: runs a tiny guest through /dev/kvm and prints one line: <c>ran MILLISECONDS</c>, <c>missing</c>,
/// <c>denied WHY</c> or <c>failed STEP WHY</c>. A process of its own because KVM_RUN need not return on a broken host.
/// Numbers and layouts: linux/kvm.h (KVM API, version 12).
/// </summary>
internal static unsafe class KvmProbeCommand
{
    public const string Name = "kvm-probe";

    /// <summary>Iterations of the loop the guest runs.</summary>
    public const int Iterations = 20_000;

    private const nuint GetApiVersion = 0xAE00;
    private const nuint CreateVm = 0xAE01;
    private const nuint GetSupportedCpuid = 0xC008AE05;
    private const nuint GetRunSize = 0xAE04;
    private const nuint CreateCpu = 0xAE41;
    private const nuint SetMemory = 0x4020AE46;
    private const nuint SetTaskState = 0xAE47;
    private const nuint RunCpu = 0xAE80;
    private const nuint SetRegisters = 0x4090AE82;
    private const nuint GetSystemRegisters = 0x8138AE83;
    private const nuint SetSystemRegisters = 0x4138AE84;
    private const nuint SetCpuid = 0x4008AE90;
    private const int MemorySize = 4 * 1024 * 1024;
    private const int CodeAt = 0x8000;

    internal static int Run(TextWriter output)
    {
        output.WriteLine(Probe());
        return 0;
    }

    private static string Probe()
    {
        if (!File.Exists("/dev/kvm"))
        {
            return "missing";
        }

        var kvm = Libc.Open("/dev/kvm", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (kvm < 0)
        {
            return "denied " + Libc.LastError();
        }

        if (Libc.Ioctl(kvm, GetApiVersion, 0) != 12)
        {
            return "failed version " + Libc.LastError();
        }

        var vm = Libc.Ioctl(kvm, CreateVm, 0);
        if (vm < 0)
        {
            return Failed("create-vm");
        }

        var memory = Libc.Mmap(0, MemorySize, 3, 0x22, -1, 0);
        _ = Libc.Ioctl(vm, SetTaskState, unchecked((nint)0xFFFB_D000));
        var slot = stackalloc ulong[4] { 0, 0, MemorySize, (ulong)memory };
        if (memory == -1 || Libc.Ioctl(vm, SetMemory, slot) != 0)
        {
            return Failed("memory");
        }

        var cpu = Libc.Ioctl(vm, CreateCpu, 0);
        var size = Libc.Ioctl(kvm, GetRunSize, 0);
        var run = cpu < 0 || size < 4096 ? -1 : Libc.Mmap(0, (nuint)size, 3, 1, cpu, 0);
        if (run == -1)
        {
            return Failed("create-vcpu");
        }

        return Load((byte*)memory, kvm, cpu) ?? Time(cpu, (byte*)run);
    }

    private static string? Load(byte* memory, int kvm, int cpu)
    {
        // One identity-mapped page of 2 MiB.
        Unsafe.WriteUnaligned<ulong>(memory + 0x1000, 0x2000 | 7);
        Unsafe.WriteUnaligned<ulong>(memory + 0x2000, 0x3000 | 7);
        Unsafe.WriteUnaligned<ulong>(memory + 0x3000, 0x87);

        // mov ecx, 20000; 1: dec ecx; jnz 1b; mov rax, cr3; mov cr3, rax; mov al, 0x42; out 0xe9, al; hlt
        ReadOnlySpan<byte> code = [0xB9, 0x20, 0x4E, 0, 0, 0xFF, 0xC9, 0x75, 0xFC, 0x0F, 0x20, 0xD8, 0x0F, 0x22, 0xD8, 0xB0, 0x42, 0xE6, 0xE9, 0xF4];
        code.CopyTo(new Span<byte>(memory + CodeAt, code.Length));

        const int MostCpuid = 100;
        var cpuid = stackalloc byte[8 + (MostCpuid * 40)];
        new Span<byte>(cpuid, 8 + (MostCpuid * 40)).Clear();
        *(uint*)cpuid = MostCpuid;
        if (Libc.Ioctl(kvm, GetSupportedCpuid, cpuid) == 0)
        {
            _ = Libc.Ioctl(cpu, SetCpuid, cpuid);
        }

        var system = stackalloc byte[312];
        if (Libc.Ioctl(cpu, GetSystemRegisters, system) != 0)
        {
            return Failed("get-sregs");
        }

        Segment(system, selector: 8, type: 11, longMode: true);
        for (var segment = 1; segment <= 5; segment++)
        {
            Segment(system + (segment * 24), selector: 16, type: 3, longMode: false);
        }

        *(ulong*)(system + 224) = 0x80050033; // cr0
        *(ulong*)(system + 240) = 0x1000;     // cr3
        *(ulong*)(system + 248) = 0x20;       // cr4: PAE
        *(ulong*)(system + 264) = 0x500;      // efer: LME, LMA
        if (Libc.Ioctl(cpu, SetSystemRegisters, system) != 0)
        {
            return Failed("set-sregs");
        }

        var registers = stackalloc ulong[18];
        new Span<ulong>(registers, 18).Clear();
        registers[6] = 0x20_0000 - 16; // rsp
        registers[16] = CodeAt;        // rip
        registers[17] = 2;             // rflags
        return Libc.Ioctl(cpu, SetRegisters, registers) == 0 ? null : Failed("set-regs");
    }

    private static void Segment(byte* at, ushort selector, byte type, bool longMode)
    {
        new Span<byte>(at, 24).Clear();
        *(uint*)(at + 8) = uint.MaxValue;
        *(ushort*)(at + 12) = selector;
        at[14] = type;
        at[15] = 1;                         // present
        at[17] = (byte)(longMode ? 0 : 1);  // 32-bit default
        at[18] = 1;                         // code or data
        at[19] = (byte)(longMode ? 1 : 0);
        at[20] = 1;                         // limit in pages
    }

    private static string Time(int cpu, byte* run)
    {
        var begin = Stopwatch.GetTimestamp();
        if (Libc.Ioctl(cpu, RunCpu, 0) != 0)
        {
            return Failed("run");
        }

        var took = Stopwatch.GetElapsedTime(begin);
        var reason = *(uint*)(run + 8);
        if (reason != 2 || *(ushort*)(run + 34) != 0xE9 || run[*(ulong*)(run + 40)] != 0x42)
        {
            return string.Create(CultureInfo.InvariantCulture, $"failed run unexpected exit {reason}");
        }

        if (Libc.Ioctl(cpu, RunCpu, 0) != 0 || *(uint*)(run + 8) != 5)
        {
            return "failed run the guest did not halt";
        }

        return string.Create(CultureInfo.InvariantCulture, $"ran {took.TotalMilliseconds:0.000}");
    }

    private static string Failed(string step) => $"failed {step} {Libc.LastError()}";
}
