// The samples of a page's charts: one time column and one column per series, shared by all charts. A ring by trimming its front.

/** Seconds without a sample that make a gap: agents send unwatched machines every five. */
export function gapAfter(step) {
  return Math.max(step * 2.6, 13);
}

export class Samples {
  constructor(columns) {
    this.columns = columns;
    this.clear(1, 300);
  }

  clear(step, span) {
    this.step = step;
    this.span = span;
    this.t = [];
    this.values = Array.from({ length: this.columns }, () => []);
    this.bucket = null;
  }

  /** History: times and columns as they come from the store, oldest first. */
  load(t, values) {
    this.t = [];
    this.values = values.map(() => []);
    for (let i = 0; i < t.length; i++) {
      this.#append(t[i], values.map(column => column[i]));
    }
  }

  /** A live sample. Coarse ranges take the mean of each step. True when something new is to be drawn. */
  push(t, row) {
    const last = this.t.at(-1) ?? -Infinity;
    if (t <= last) {
      return false;
    }
    if (this.step <= 1.5) {
      this.#append(t, row);
      this.#trim();
      return true;
    }
    const key = Math.floor(t / this.step);
    const full = this.bucket && this.bucket.key !== key ? this.bucket : null;
    if (full) {
      this.#append(full.t, full.sum.map((s, i) => full.n[i] ? s / full.n[i] : null));
      this.#trim();
      this.bucket = null;
    }
    this.bucket ??= { key, t, sum: row.map(() => 0), n: row.map(() => 0) };
    this.bucket.t = t;
    row.forEach((v, i) => {
      if (v !== null && v !== undefined) {
        this.bucket.sum[i] += v;
        this.bucket.n[i]++;
      }
    });
    return full !== null;
  }

  /** Stretches in which none of these columns was measured, between measured ones and up to `now`. */
  gaps(columns, from, now) {
    const after = gapAfter(this.step);
    const gaps = [];
    let last = null;
    for (let i = 0; i < this.t.length; i++) {
      if (columns.every(c => this.values[c][i] === null || this.values[c][i] === undefined)) {
        continue;
      }
      if (last !== null && this.t[i] - last > after && this.t[i] >= from) {
        gaps.push([last, this.t[i]]);
      }
      last = this.t[i];
    }
    if (last !== null && now - last > after) {
      gaps.push([last, now]);
    }
    return gaps;
  }

  /** The newest value of a column, null when it is older than a gap. */
  newest(column, now) {
    for (let i = this.t.length - 1; i >= 0 && now - this.t[i] <= gapAfter(this.step); i--) {
      const value = this.values[column][i];
      if (value !== null && value !== undefined) {
        return value;
      }
    }
    return null;
  }

  #append(t, row) {
    const last = this.t.at(-1);
    if (last !== undefined && t - last > gapAfter(this.step)) {
      this.t.push(last + this.step);
      this.values.forEach(column => column.push(null));
    }
    this.t.push(t);
    this.values.forEach((column, i) => column.push(row[i] ?? null));
  }

  #trim() {
    const from = this.t.at(-1) - this.span * 1.02;
    let old = 0;
    while (old < this.t.length && this.t[old] < from) {
      old++;
    }
    // In portions: moving thousands of numbers each second would be most of a tick's work.
    if (old > 60) {
      this.t.splice(0, old);
      this.values.forEach(column => column.splice(0, old));
    }
  }
}
