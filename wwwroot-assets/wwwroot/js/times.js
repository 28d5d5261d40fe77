// Times as the pages write them (Ui/Times.cs): in the reader's zone, in the order of ISO 8601.

const two = n => String(n).padStart(2, '0');

/** Writes times in a zone of the IANA list; in UTC where this browser does not know it. */
export function timesIn(zone) {
  let format;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  } catch {
    return timesIn('UTC');
  }

  // Offsets change at whole quarters of an hour at the soonest: charts ask for the same few again and again.
  const known = new Map();

  /** How far the zone is ahead of UTC then, in seconds. */
  function offset(seconds) {
    const quarter = Math.floor(seconds / 900) * 900;
    if (!known.has(quarter)) {
      const part = Object.fromEntries(format.formatToParts(quarter * 1000).map(({ type, value }) => [type, Number(value)]));
      if (known.size > 512) {
        known.clear();
      }
      known.set(quarter, Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000 - quarter);
    }
    return known.get(quarter);
  }

  const local = seconds => new Date((seconds + offset(seconds)) * 1000);
  const clock = seconds => local(seconds).toISOString().slice(11, 19);
  const date = seconds => local(seconds).toISOString().slice(0, 10);

  return {
    offset,
    /** 02:44:40. */
    clock,
    /** 2026-11-23. */
    date,
    /** 2026-11-23 02:44:40 +01:00. */
    full(seconds) {
      const minutes = Math.round(offset(seconds) / 60);
      const size = Math.abs(minutes);
      return `${date(seconds)} ${clock(seconds)} ${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
    },
    /** The time at which a clock of the zone shows `shown` (seconds as if it were UTC). */
    at(shown) {
      const guess = shown - offset(shown);
      return shown - offset(guess);
    },
  };
}
