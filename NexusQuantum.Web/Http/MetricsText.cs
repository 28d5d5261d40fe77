using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace NexusQuantum.Web.Http;

/// <summary>
/// Prometheus text of .NET's and our own meters. Histograms are told as count and sum; series are bounded, since labels may come
/// from requests.
/// </summary>
internal sealed class MetricsText : IDisposable
{
    private const int MostSeries = 5000;
    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql"];

    private readonly ConcurrentDictionary<(string Name, string Labels), Series> _series = new();
    private readonly MeterListener _listener = new();

    public MetricsText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal) || instrument.Meter.Name.StartsWith("NexusQuantum", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _series.GroupBy(entry => entry.Key.Name, StringComparer.Ordinal).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            var kind = family.First().Value.Kind;
            text.Append("# TYPE ").Append(family.Key).Append(' ').Append(kind).Append('\n');
            foreach (var (key, series) in family.OrderBy(entry => entry.Key.Labels, StringComparer.Ordinal))
            {
                series.Write(text, key.Name, key.Labels);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var type = instrument.GetType().Name;
        var kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? "summary"
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter" : "gauge";
        var key = (Name(instrument, kind), Labels(tags));
        if (!_series.TryGetValue(key, out var series))
        {
            if (_series.Count >= MostSeries)
            {
                return;
            }

            series = _series.GetOrAdd(key, _ => new Series(kind));
        }

        series.Add(value, set: instrument.IsObservable || type.StartsWith("Gauge", StringComparison.Ordinal));
    }

    private static string Name(Instrument instrument, string kind)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (var letter in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        name.Append(instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" });
        return name.Append(kind == "counter" ? "_total" : "").ToString();
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length > 1 ? "," : "").Append(name.Replace('.', '_').Replace('-', '_')).Append("=\"")
                .Append(string.Format(CultureInfo.InvariantCulture, "{0}", value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.Append('}').ToString();
    }

    private sealed class Series(string kind)
    {
        private readonly Lock _gate = new();
        private double _sum;
        private long _count;

        public string Kind => kind;

        public void Add(double value, bool set)
        {
            lock (_gate)
            {
                _sum = set ? value : _sum + value;
                _count++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_gate)
            {
                if (kind == "summary")
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {_sum}\n{name}_count{labels} {_count}\n");
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {_sum}\n");
                }
            }
        }
    }
}
