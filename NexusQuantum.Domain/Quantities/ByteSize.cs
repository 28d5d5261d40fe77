using System.Globalization;

namespace NexusQuantum.Domain.Quantities;

/// <summary>An amount of bytes. Shown in binary units with three significant figures and a space before the unit.</summary>
/// <param name="Bytes">The amount.</param>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>So many MiB.</summary>
    public static ByteSize FromMiB(long value) => new(checked(value * 1024 * 1024));

    /// <summary>So many GiB.</summary>
    public static ByteSize FromGiB(long value) => new(checked(value * 1024 * 1024 * 1024));

    /// <summary>Orders by amount.</summary>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>Orders by amount.</summary>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>Orders by amount.</summary>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>Orders by amount.</summary>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>"512 MiB", "1.5 GiB", "40 GiB".</summary>
    public override string ToString()
    {
        double value = Bytes;
        var unit = 0;
        // 1023.5 would round to 1024 of the smaller unit.
        while (Math.Abs(value) >= 1023.5 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var format = unit == 0 || Math.Abs(value) >= 99.95 ? "0" : Math.Abs(value) >= 9.995 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
