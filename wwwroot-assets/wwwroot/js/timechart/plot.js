// One chart: a uPlot in a figure, with the legend the page drew beside its title.

import { figure, measure, roundTop, timeLabel, timeSplits, unitFor } from './figures.js';
import { overlay } from './overlay.js';

const DASHES = [undefined, undefined, undefined, [6, 3], [2, 3], [8, 3, 2, 3]];

/** `board`: what all charts of the page share: lib, times, ink, samples, events, group, cursor(index), zoom(range or null), view(). */
export function makePlot(figureElement, setting, board) {
  const place = figureElement.querySelector('.plot');
  const values = setting.columns.map(c => figureElement.querySelector(`[data-value="${c}"]`));
  const shown = setting.columns.map(() => null);
  const scaleText = figureElement.querySelector('[data-scale]');
  let unit = unitFor(setting.units, setting.unit, 0);
  const colour = i => board.ink()[`c${i + 1}`];
  let visible = true;

  // Round in the unit that the scale is told in: 40 bit/s, not 0.00004 Mbit/s.
  function top(max) {
    const next = unitFor(setting.units, setting.unit, max);
    if (next.word !== unit.word) {
      unit = next;
      if (scaleText) {
        scaleText.textContent = unit.word;
      }
    }
    return setting.top ?? ((max ?? 0) <= (setting.floor ?? 0) && setting.floor ? setting.floor : roundTop((max ?? 0) / unit.size) * unit.size);
  }

  const options = {
    width: Math.max(120, place.clientWidth),
    height: Math.max(80, place.clientHeight),
    padding: [18, 10, 0, 0],
    pxAlign: 0,
    legend: { show: false },
    scales: {
      x: { time: true, auto: false },
      y: { range: (u, min, max) => [0, top(max)] },
    },
    axes: [
      {
        stroke: () => board.ink().t3, font: board.ink().font, size: 22, gap: 4, grid: { show: false }, ticks: { show: false }, border: { show: true, stroke: () => board.ink()['line-strong'], width: 1 },
        splits: (u, axis, min, max) => timeSplits(min, max, Math.max(2, Math.floor(u.width / 92)), board.times),
        values: (u, splits) => splits.map(s => timeLabel(s, splits.length > 1 ? splits[1] - splits[0] : 60, board.times)),
      },
      {
        stroke: () => board.ink().t3, font: board.ink().font, size: 38, gap: 6, ticks: { show: false }, grid: { stroke: () => board.ink().grid, width: 1 },
        splits: (u, axis, min, max) => [0, max / 2, max],
        values: (u, splits) => splits.map(s => figure(s / unit.size).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')),
      },
    ],
    series: [{}, ...setting.columns.map((c, i) => ({
      stroke: () => colour(i),
      fill: i === 0 ? () => `${colour(0)}21` : undefined,
      width: 1.5,
      dash: DASHES[i],
      points: { show: false },
    }))],
    cursor: {
      sync: { key: board.group, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 1, stroke: () => board.ink().s0, fill: (u, i) => colour(i - 1) },
      bind: { dblclick: () => () => { board.zoom(null); return null; } },
    },
    plugins: [overlay({ ink: board.ink, gaps: () => board.gaps(setting.columns), events: board.events })],
    hooks: {
      setCursor: [u => board.cursor(u.cursor.idx ?? null)],
      setSelect: [u => {
        if (u.select.width > 4) {
          const zoom = { min: u.posToVal(u.select.left, 'x'), max: u.posToVal(u.select.left + u.select.width, 'x') };
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          board.zoom(zoom);
        }
      }],
    },
  };

  const data = () => [board.samples.t, ...setting.columns.map(c => board.samples.values[c])];
  const plot = new board.lib(options, data(), place);
  plot.root.setAttribute('aria-hidden', 'true');

  const sizes = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientHeight > 0) {
      plot.setSize({ width: place.clientWidth, height: place.clientHeight });
    }
  });
  sizes.observe(place);
  const sight = new IntersectionObserver(entries => {
    visible = entries.at(-1).isIntersecting;
    if (visible) {
      draw();
    }
  });
  sight.observe(place);

  function draw() {
    // What is scrolled out of sight costs nothing.
    if (visible) {
      plot.batch(() => {
        plot.setData(data(), false);
        plot.setScale('x', board.view());
      });
    }
  }

  return {
    draw,
    repaint: () => plot.redraw(false, true),
    /** Legend values at an index of the samples, or the newest. */
    legend(index) {
      setting.columns.forEach((c, i) => {
        const value = index === null ? board.newest(c) : board.samples.values[c][index];
        const text = measure(value === null || value === undefined ? value : value / unit.size, unit.word);
        if (values[i] && shown[i] !== text) {
          shown[i] = text;
          values[i].textContent = text;
        }
      });
    },
    dispose() {
      sizes.disconnect();
      sight.disconnect();
      plot.destroy();
    },
  };
}
