// The charts of a page. They share one clock, one set of samples, one cursor and one zoom: history comes once, then one push a
// tick for all of them.

import { stylesheet } from './load.js';
import { timesIn } from './times.js';
import { onThemeChange } from './tokens.js';
import { clock } from './timechart/figures.js';
import { inks } from './timechart/overlay.js';
import { makePlot } from './timechart/plot.js';
import { Samples } from './timechart/samples.js';

let boards = 0;

/**
 * Draws in every `[data-chart]` figure under `root`. `settings`: columns (how many in all), zone (the reader's), charts: [{ columns: [index], unit,
 * top (fixed top of the scale or null), floor (least top or null) }], in the order of the figures.
 */
export async function create(root, settings) {
  const [{ default: lib }] = await Promise.all([import('/lib/uplot/uPlot.esm.js'), stylesheet('/lib/uplot/uPlot.min.css'), stylesheet('/css/timechart.css')]);
  const samples = new Samples(settings.columns);
  const cursorText = root.querySelector('[data-cursor]');
  const unzoom = root.querySelector('[data-unzoom]');
  const times = timesIn(settings.zone);
  let ink = inks();
  let events = [];
  let zoomed = null;
  let ends = { at: Date.now() / 1000, measured: performance.now() };
  let pushedAt = 0;
  let frame = 0;
  let pointing = null;

  // The page's clock: the time of the newest sample, moved on by our own clock. The browser's date may be wrong.
  const now = () => ends.at + (performance.now() - ends.measured) / 1000;

  const board = {
    lib,
    samples,
    times,
    group: `nq-board-${boards++}`,
    ink: () => ink,
    events: () => events,
    view: () => zoomed ?? { min: now() - samples.span, max: now() },
    gaps: columns => samples.gaps(columns, (zoomed?.min ?? now() - samples.span), now()),
    newest: column => samples.newest(column, now()),
    cursor(index) {
      if (pointing !== index) {
        pointing = index;
        queueLegend();
      }
    },
    zoom(range) {
      zoomed = range;
      if (unzoom) {
        unzoom.hidden = range === null;
      }
      draw();
    },
  };

  let legendFrame = 0;
  function queueLegend() {
    legendFrame ||= requestAnimationFrame(() => {
      legendFrame = 0;
      plots.forEach(p => p.legend(pointing));
      if (cursorText) {
        const at = pointing === null ? null : samples.t[pointing];
        cursorText.textContent = at === null || at === undefined ? '' : clock(at, samples.span, times);
      }
    });
  }

  function draw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      plots.forEach(p => p.draw());
      if (pointing === null) {
        queueLegend();
      }
    });
  }

  const plots = [...root.querySelectorAll('[data-chart]')].map((element, i) => makePlot(element, settings.charts[i], board));
  const resetZoom = () => board.zoom(null);
  unzoom?.addEventListener('click', resetZoom);
  const endTheme = onThemeChange(() => {
    ink = inks();
    plots.forEach(p => p.repaint());
  });

  // Time goes on without samples too: the gap grows.
  const idle = setInterval(() => {
    if (!zoomed && !document.hidden && performance.now() - pushedAt > Math.max(2500, samples.step * 2000)) {
      draw();
    }
  }, 1000);

  return {
    /** Replaces all samples. `to`: the server's now, seconds; `span`, `step`: seconds. */
    history(t, values, to, span, step) {
      samples.clear(step, span);
      ends = { at: to, measured: performance.now() };
      samples.load(t, values);
      board.zoom(null);
    },
    /** One tick: a time and one value per column, null for not measured. */
    push(t, row) {
      if (t > now()) {
        ends = { at: t, measured: performance.now() };
      }
      if (samples.push(t, row)) {
        pushedAt = performance.now();
        if (!zoomed && !document.hidden) {
          draw();
        }
      }
    },
    /** Lettered flags: [{ at, letter, bad }]. */
    setEvents(list) {
      events = list;
      draw();
    },
    dispose() {
      clearInterval(idle);
      cancelAnimationFrame(frame);
      cancelAnimationFrame(legendFrame);
      unzoom?.removeEventListener('click', resetZoom);
      endTheme();
      plots.forEach(p => p.dispose());
    },
  };
}
