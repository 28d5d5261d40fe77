using System.Buffers.Binary;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Power;

/// <summary>
/// Waits for the ACPI power button: an input device named "Power Button" (its number varies), EV_KEY KEY_POWER 1
/// (kernel: Documentation/input/input.rst). Needs the modules button and evdev; they may be loaded after us.
/// </summary>
internal sealed class PowerButton(TimeProvider time)
{
    private const string Inputs = "/sys/class/input";
    private const int EventSize = 24; // struct input_event on x86-64: time 16, type 2, code 2, value 4
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int Tries = 30;

    /// <summary>Calls <paramref name="pressed"/> at each press; ends without one when there is no button.</summary>
    public async Task RunAsync(Action pressed, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Tries; i++)
        {
            var buttons = Open();
            if (buttons.Count > 0)
            {
                await Task.WhenAll(buttons.Select(button => ListenAsync(button, pressed, cancellationToken)));
                return;
            }

            await Task.Delay(Retry, time, cancellationToken);
        }
    }

    /// <summary>Whether an input event is the button going down.</summary>
    internal static bool IsPress(ReadOnlySpan<byte> record)
        => BinaryPrimitives.ReadUInt16LittleEndian(record[16..]) == 1
            && BinaryPrimitives.ReadUInt16LittleEndian(record[18..]) == 116
            && BinaryPrimitives.ReadInt32LittleEndian(record[20..]) == 1;

    private static List<Descriptor> Open()
    {
        List<Descriptor> buttons = [];
        if (!Directory.Exists(Inputs))
        {
            return buttons;
        }

        foreach (var input in Directory.EnumerateFileSystemEntries(Inputs, "event*"))
        {
            if (SmallFile.Line(input + "/device/name") == "Power Button")
            {
                var fd = Libc.Open("/dev/input/" + Path.GetFileName(input), Const.ReadOnly | Const.NonBlocking | Const.CloseOnExec, 0);
                if (fd >= 0)
                {
                    buttons.Add(new Descriptor(fd));
                }
            }
        }

        return buttons;
    }

    private static async Task ListenAsync(Descriptor button, Action pressed, CancellationToken cancellationToken)
    {
        using (button)
        {
            var events = new byte[EventSize * 16];
            while (true)
            {
                var count = button.Read(events);
                if (count == -Const.WouldBlock)
                {
                    await button.ReadableAsync(cancellationToken);
                    continue;
                }

                if (count <= 0)
                {
                    return;
                }

                for (var at = 0; at + EventSize <= count; at += EventSize)
                {
                    if (IsPress(events.AsSpan(at)))
                    {
                        pressed();
                    }
                }
            }
        }
    }
}
