using System.Globalization;
using System.Text;

namespace NexusQuantum.Web.Features.Access.Passwords;

/// <summary>
/// Unicode's normalization form C (UAX #15), so that a password is one password however a device writes its accents.
/// <see cref="string.Normalize()"/> gives text back as it is where a program runs without ICU, as this one does.
/// </summary>
internal static class Nfc
{
    // Hangul syllables by arithmetic: The Unicode Standard, 3.12.
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Lazy<Tables> Canonical = new(Tables.Read);

    public static string Of(string text)
        => text.Any(letter => letter >= 0x300) ? Compose(Decompose(text)) : text; // nothing below combines or decomposes further

    private static List<int> Decompose(string text)
    {
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Add(points, rune.Value);
        }

        // Marks go into the order of their classes; marks of one class keep theirs.
        for (var i = 1; i < points.Count; i++)
        {
            for (var k = i; k > 0 && Class(points[k]) is > 0 and var mine && Class(points[k - 1]) > mine; k--)
            {
                (points[k - 1], points[k]) = (points[k], points[k - 1]);
            }
        }

        return points;
    }

    private static void Add(List<int> points, int point)
    {
        if (point is >= SBase and < SBase + LCount * VCount * TCount)
        {
            var index = point - SBase;
            points.AddRange([LBase + index / (VCount * TCount), VBase + index % (VCount * TCount) / TCount]);
            if (index % TCount > 0)
            {
                points.Add(TBase + index % TCount);
            }
        }
        else if (Canonical.Value.Parts.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Add(points, part);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    private static string Compose(List<int> points)
    {
        var done = new List<int>(points.Count);
        var starter = -1;
        foreach (var point in points)
        {
            // Blocked when something of the same or a higher class stands between (UAX #15, D115).
            var last = done.Count > 0 && done.Count - 1 != starter ? Class(done[^1]) : -1;
            if (starter >= 0 && last < Class(point) && Pair(done[starter], point) is { } whole)
            {
                done[starter] = whole;
                continue;
            }

            done.Add(point);
            starter = Class(point) == 0 ? done.Count - 1 : starter;
        }

        var text = new StringBuilder();
        done.ForEach(point => text.Append(new Rune(point).ToString()));
        return text.ToString();
    }

    private static int? Pair(int first, int second)
        => first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount ? SBase + ((first - LBase) * VCount + (second - VBase)) * TCount
            : first is >= SBase and < SBase + LCount * VCount * TCount && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount ? first + (second - TBase)
            : Canonical.Value.Wholes.TryGetValue((first, second), out var whole) ? whole
            : null;

    private static int Class(int point) => Canonical.Value.Classes.GetValueOrDefault(point);

    private sealed record Tables(Dictionary<int, int[]> Parts, Dictionary<(int First, int Second), int> Wholes, Dictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            using var stream = typeof(Nfc).Assembly.GetManifestResourceStream("unicode-canonical.txt") ?? throw new InvalidOperationException("The Unicode table is missing from the build.");
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                tables.Take(line);
            }

            return tables;
        }

        private void Take(string line)
        {
            if (line.StartsWith('#'))
            {
                return;
            }

            if (line.Split('=') is [var range, var number])
            {
                var ends = range.Split('-');
                for (var point = Hex(ends[0]); point <= Hex(ends[1]); point++)
                {
                    Classes[point] = int.Parse(number, CultureInfo.InvariantCulture);
                }

                return;
            }

            int[] points = [.. line.TrimStart('!').Split(' ').Select(Hex)];
            Parts[points[0]] = points[1..];
            if (line[0] != '!')
            {
                Wholes[(points[1], points[2])] = points[0];
            }
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
