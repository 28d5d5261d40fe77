// Figures for people: three significant figures, a space before the unit, thousands with a comma; times always absolute.

/** A figure without its unit. */
export function figure(value) {
  const size = Math.abs(value);
  if (size < 0.005) {
    return '0';
  }
  return size >= 99.95 ? Math.round(value).toLocaleString('en-US') : value.toFixed(size >= 9.995 ? 1 : 2);
}

/** A figure with its unit; nothing measured is an en dash, never 0. */
export function measure(value, unit) {
  return value === null || value === undefined ? '–' : unit ? `${figure(value)} ${unit}` : figure(value);
}

/** 02:44:40, and the day before it when the range is longer than one. */
export function clock(seconds, span, times) {
  return span > 86400 ? `${times.date(seconds)} ${times.clock(seconds)}` : times.clock(seconds);
}

const STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 2 * 86400, 7 * 86400];

/** Round times of the reader's clock in a range, at most `most` of them. */
export function timeSplits(min, max, most, times) {
  const step = STEPS.find(s => (max - min) / s <= most) ?? STEPS.at(-1);
  const splits = [];
  for (let shown = Math.ceil((min + times.offset(min)) / step) * step; times.at(shown) <= max; shown += step) {
    // Where clocks are moved on, the time that they leap over is shown by none of them.
    const t = times.at(shown);
    if (t >= min && t > (splits.at(-1) ?? -Infinity)) {
      splits.push(t);
    }
  }
  return splits;
}

/** What stands under a round time. */
export function timeLabel(seconds, step, times) {
  const time = times.clock(seconds);
  if (step >= 86400 || (step >= 3600 && time === '00:00:00')) {
    return times.date(seconds).slice(5);
  }
  return step < 60 ? time : time.slice(0, 5);
}

/** The top of a scale: a round figure whose half is round too. */
export function roundTop(max) {
  if (!(max > 0)) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(max));
  return [1, 2, 4, 5, 6, 8, 10].find(m => m * power >= max * 1.02) * power || 20 * power;
}

/** The unit a scale that reaches `most` is told in: the largest that it fills, `nominal` while there is nothing. */
export function unitFor(units, nominal, most) {
  if (!units?.length || !(most > 0)) {
    return { word: nominal, size: 1 };
  }
  return units.findLast(unit => most >= unit.size) ?? units[0];
}
