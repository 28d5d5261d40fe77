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

/** Flags nearer to each other than `room` become one, in the middle: "A–D" for neighbours in the list, which these are. */
export function flags(seen, room) {
  const groups = [];
  for (const event of seen) {
    const last = groups.at(-1);
    if (last && event.x - last.end < room * Math.min(last.count + 1, 3)) {
      Object.assign(last, { end: event.x, last: event.letter, bad: last.bad || event.bad, count: last.count + 1 });
    } else {
      groups.push({ start: event.x, end: event.x, first: event.letter, last: event.letter, bad: event.bad, count: 1 });
    }
  }
  return groups.map(group => ({ x: (group.start + group.end) / 2, bad: group.bad, text: group.count === 1 ? group.first : `${group.first}–${group.last}` }));
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
        u.ctx.lineWidth = 1;
        u.ctx.textAlign = 'center';
        u.ctx.textBaseline = 'middle';
        u.ctx.font = ink().bold.replace('10px', `${10 * ratio}px`);
        const seen = events().map(event => ({ ...event, x: Math.round(u.valToPos(event.at, 'x', true)) + 0.5 })).filter(({ x }) => x >= left && x <= left + width);
        for (const { x } of seen) {
          u.ctx.strokeStyle = ink().edge;
          u.ctx.setLineDash([2 * ratio, 3 * ratio]);
          u.ctx.beginPath();
          u.ctx.moveTo(x, top);
          u.ctx.lineTo(x, top + height);
          u.ctx.stroke();
        }
        u.ctx.setLineDash([]);
        for (const flag of flags(seen, side + 2 * ratio)) {
          const wide = Math.max(side, u.ctx.measureText(flag.text).width + 8 * ratio);
          const x = Math.min(Math.max(flag.x, left + wide / 2), left + width - wide / 2);
          u.ctx.fillStyle = flag.bad ? ink().warning : ink().s3;
          u.ctx.fillRect(x - wide / 2, top - side - ratio, wide, side);
          u.ctx.fillStyle = flag.bad ? ink().s0 : ink().t1;
          u.ctx.fillText(flag.text, x, top - side / 2);
        }
        u.ctx.restore();
      }],
    },
  };
}
