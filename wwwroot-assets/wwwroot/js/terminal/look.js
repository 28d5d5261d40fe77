// How the terminal looks: colours from the tokens, letters from the operator's system, the fastest renderer this machine has.

import { token } from '../tokens.js';

const ANSI = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export function theme() {
  const colours = {};
  for (const name of ANSI) {
    colours[name] = token(`--nq-ansi-${name}`);
    colours[`bright${name[0].toUpperCase()}${name.slice(1)}`] = token(`--nq-ansi-bright-${name}`);
  }
  return {
    ...colours,
    background: token('--nq-term'),
    foreground: token('--nq-term-text'),
    cursor: token('--nq-term-cursor'),
    cursorAccent: token('--nq-term-cursor-ink'),
    selectionBackground: token('--nq-term-select'),
    selectionInactiveBackground: token('--nq-term-select-idle'),
    scrollbarSliderBackground: token('--nq-term-bar'),
    scrollbarSliderHoverBackground: token('--nq-term-bar-hover'),
    scrollbarSliderActiveBackground: token('--nq-term-bar-hover'),
  };
}

/** Colours of what a search found. */
export function found() {
  const current = token('--nq-term-found-now');
  const edge = token('--nq-term-cursor');
  return { matchBackground: token('--nq-term-found'), matchOverviewRuler: current, activeMatchBackground: current, activeMatchBorder: edge, activeMatchColorOverviewRuler: edge };
}

export function options(scrollback, readsAloud) {
  return {
    allowProposedApi: true, // unicode11, search decorations
    cols: 80,
    rows: 24,
    scrollback,
    fontFamily: token('--nq-mono'),
    fontSize: 12.5,
    lineHeight: 1.32,
    cursorBlink: false,
    cursorStyle: 'block',
    theme: theme(),
    minimumContrastRatio: 4.5,
    screenReaderMode: readsAloud,
    macOptionIsMeta: true,
    rightClickSelectsWord: false,
    altClickMovesCursor: false,
    // No window reports, titles included: what a guest can make the terminal say, it can make the shell run.
    windowOptions: {},
  };
}

// Software GL is half as fast as the DOM renderer, so WebGL is used on a real GPU only.
function realGpu() {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) {
    return false;
  }
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render|virgl/i.test(name);
}

export async function accelerate(term) {
  if (!realGpu()) {
    return;
  }
  const { WebglAddon } = await import('/lib/xterm/addon-webgl.mjs');
  const addon = new WebglAddon();
  addon.onContextLoss(() => addon.dispose());
  try {
    term.loadAddon(addon);
  } catch {
    addon.dispose();
  }
}
