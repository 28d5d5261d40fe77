// What lies under and over the lines: hatched gaps, lettered events.

import { token } from '../tokens.js';

const CELL = 7;

/** The inks of all charts, read once per theme. */
export function inks() {
  const ink = { font: `11px ${token('--nq-font')}`, bold: `600 10px ${token('--nq-font')}` };
  for (const name of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'grid', 't1', 't3', 's0', 's3', 'edge', 'accent', 'warning', 'line-strong']) {
    ink[name] = token(`--nq-${name}`);
  }
  ink.hatch = hatch(ink.edge);
  return ink;
}

function hatch(colour) {
  const ratio = devicePixelRatio || 1;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(CELL * ratio);
  const pen = tile.getContext('2d');
  pen.scale(ratio, ratio);
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-CELL, 0, CELL]) {
    pen.moveTo(shift, CELL);
    pen.lineTo(shift + CELL, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat');
}

/** A uPlot plugin; `board()` gives the ink, `gaps()` and `events()` what to draw. */
export function overlay({ ink, gaps, events }) {
  return {
    hooks: {
      drawAxes: [u => {
        const { left, top, width, height } = u.bbox;
        u.ctx.save();
        u.ctx.fillStyle = ink().hatch;
        for (const [from, to] of gaps()) {
          const a = Math.max(left, u.valToPos(from, 'x', true));
          const b = Math.min(left + width, u.valToPos(to, 'x', true));
          if (b - a > 1) {
            u.ctx.fillRect(a, top, b - a, height);
          }
        }
        u.ctx.restore();
      }],
      draw: [u => {
        const { left, top, width, height } = u.bbox;
        const ratio = devicePixelRatio || 1;
        const side = 15 * ratio;
        u.ctx.save();
        for (const { at, letter, bad } of events()) {
          const x = Math.round(u.valToPos(at, 'x', true)) + 0.5;
          if (x < left || x > left + width) {
            continue;
          }
          u.ctx.strokeStyle = ink().edge;
          u.ctx.lineWidth = 1;
          u.ctx.setLineDash([2 * ratio, 3 * ratio]);
          u.ctx.beginPath();
          u.ctx.moveTo(x, top);
          u.ctx.lineTo(x, top + height);
          u.ctx.stroke();
          u.ctx.setLineDash([]);
          u.ctx.fillStyle = bad ? ink().warning : ink().s3;
          u.ctx.fillRect(x - side / 2, top - side - ratio, side, side);
          u.ctx.fillStyle = bad ? ink().s0 : ink().t1;
          u.ctx.font = ink().bold.replace('10px', `${10 * ratio}px`);
          u.ctx.textAlign = 'center';
          u.ctx.textBaseline = 'middle';
          u.ctx.fillText(letter, x, top - side / 2);
        }
        u.ctx.restore();
      }],
    },
  };
}
