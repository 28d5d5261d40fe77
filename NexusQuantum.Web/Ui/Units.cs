using System.Globalization;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Web.Ui;

/// <summary>
/// How figures are written: three significant figures, a space before the unit and before %, an en dash for what was not
/// measured. Never 0 for something unknown. Times are written by <see cref="Times"/>.
/// </summary>
internal static class Units
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string NotMeasured = "–";

    private const double KiB = 1024;

    /// <summary>"11.2 GiB".</summary>
    public static string Bytes(long? bytes) => bytes is { } value ? new ByteSize(value).ToString() : NotMeasured;

    /// <summary>"16 GiB" from MiB.</summary>
    public static string MiB(long mib) => ByteSize.FromMiB(mib).ToString();

    /// <summary>The used part of a whole in the whole's unit: ("11.2", "16 GiB").</summary>
    public static (string Used, string Whole) Part(long used, long whole)
    {
        var text = new ByteSize(whole).ToString();
        var unit = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        var scale = unit switch { "B" => 1, "KiB" => KiB, "MiB" => KiB * KiB, "GiB" => KiB * KiB * KiB, "TiB" => KiB * KiB * KiB * KiB, _ => KiB * KiB * KiB * KiB * KiB };
        return (Figure(used / scale), text);
    }

    /// <summary>"86 %" from 0.86.</summary>
    public static string Percent(double? share)
        => share is { } value ? Math.Round(value * 100, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) + " %" : NotMeasured;

    /// <summary>Bytes a second of a disk: "288 MiB/s".</summary>
    public static string DiskRate(double? bytesPerSecond) => bytesPerSecond is { } value ? new ByteSize((long)value) + "/s" : NotMeasured;

    /// <summary>Bytes a second of a network, in bits: "41 Mbit/s".</summary>
    public static string NetRate(double? bytesPerSecond)
    {
        if (bytesPerSecond is not { } value)
        {
            return NotMeasured;
        }

        var bits = value * 8;
        return bits switch
        {
            >= 1e9 => Figure(bits / 1e9) + " Gbit/s",
            >= 1e6 => Figure(bits / 1e6) + " Mbit/s",
            >= 1e3 => Figure(bits / 1e3) + " kbit/s",
            _ => Figure(bits) + " bit/s",
        };
    }

    /// <summary>"4 ms", "1.4 s", "41 s", "5 min 3 s", "3 h 12 min", "3 d 4 h".</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0 ms",
        { TotalSeconds: < 1 } => $"{span.TotalMilliseconds:0} ms",
        { TotalSeconds: < 10 } => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s",
        { TotalHours: < 1 } => span.Seconds == 0 ? $"{span.Minutes} min" : $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => span.Minutes == 0 ? $"{span.Hours} h" : $"{span.Hours} h {span.Minutes} min",
        _ => span.Hours == 0 ? $"{span.Days} d" : $"{span.Days} d {span.Hours} h",
    };

    /// <summary>"0.8 s": as <see cref="Duration"/>, but a live age never jumps between units below a second.</summary>
    public static string Age(TimeSpan span) => span < TimeSpan.FromSeconds(10) ? Math.Max(0, span.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture) + " s" : Duration(span);

    /// <summary>One unit only, for columns: "52 min", "3 d".</summary>
    public static string Up(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(0, (int)span.TotalSeconds)} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h",
        _ => Count((int)span.TotalDays) + " d",
    };

    /// <summary>"1,204".</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"1 machine", "148 machines".</summary>
    public static string Count(long value, string one, string many) => Count(value) + " " + (value == 1 ? one : many);

    /// <summary>Three significant figures: "0.71", "11.2", "288".</summary>
    public static string Figure(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 99.95 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
