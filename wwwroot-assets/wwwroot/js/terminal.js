// The terminal of a machine's console or shell: xterm.js on a line of our shell hub. The component around it draws the bars; this
// module owns the screen, tells the component what it shows, and answers its buttons.

import { stylesheet } from './load.js';
import { timesIn } from './times.js';
import { onThemeChange } from './tokens.js';
import { openLine } from './terminal/line.js';
import { accelerate, found, options, theme } from './terminal/look.js';
import { guard, openLink } from './terminal/guard.js';
import { copyText, pasteInto, wireClipboard } from './terminal/clipboard.js';
import { echoMeter } from './terminal/echo.js';

const SCROLLBACK = 10000;
const REPORT_EVERY = 300;
const encoder = new TextEncoder();

async function libraries() {
  const [xterm, fit, search, links, unicode] = await Promise.all([
    import('/lib/xterm/xterm.mjs'), import('/lib/xterm/addon-fit.mjs'), import('/lib/xterm/addon-search.mjs'),
    import('/lib/xterm/addon-web-links.mjs'), import('/lib/xterm/addon-unicode11.mjs'), stylesheet('/lib/xterm/xterm.css'), stylesheet('/css/terminal-tokens.css'), stylesheet('/css/terminal.css')]);
  return { Terminal: xterm.Terminal, FitAddon: fit.FitAddon, SearchAddon: search.SearchAddon, WebLinksAddon: links.WebLinksAddon, Unicode11Addon: unicode.Unicode11Addon };
}

const skipped = bytes => `\r\n\x1b[0;2m-- ${bytes.toLocaleString('en')} bytes not shown: this browser or its line was too slow --\x1b[0m\r\n`;
const since = (text, zone) => `\x1b[0;90m-- from ${timesIn(zone).full(Date.parse(text) / 1000)}, oldest first --\x1b[0m\r\n`;

/** Makes a terminal in `host`. `settings`: kind, vmId, label, readsAloud, zone (the reader's). `page`: the component, told by Report and asked by ConfirmPaste. */
export async function create(host, settings, page) {
  const lib = await libraries();
  const serial = settings.kind === 'console';
  const term = new lib.Terminal({ ...options(SCROLLBACK, settings.readsAloud), linkHandler: { activate: openLink, allowNonHttpProtocols: false } });
  const fit = new lib.FitAddon();
  const search = new lib.SearchAddon({ highlightLimit: 2000 });
  const echo = echoMeter();
  const told = { phase: 'connecting', live: null, problem: null, exit: null, since: null, viewers: [], found: null, readsAloud: settings.readsAloud };
  let reportTimer = 0;
  let first = true;
  let gone = false;

  term.loadAddon(fit);
  term.loadAddon(search);
  term.loadAddon(new lib.WebLinksAddon(openLink));
  term.loadAddon(new lib.Unicode11Addon());
  term.unicode.activeVersion = '11';
  const may = guard(term);
  host.addEventListener('keydown', may.typed, true);
  term.open(host);
  term.textarea?.setAttribute('aria-label', settings.label);
  await accelerate(term);
  fit.fit();

  // The circuit carries what the bars show, a few times a second at most; bytes never pass through it.
  function report() {
    reportTimer ||= setTimeout(() => {
      reportTimer = 0;
      const picture = { ...told, cols: term.cols, rows: term.rows, lines: Math.max(0, term.buffer.normal.length - term.rows), scrollback: SCROLLBACK, held: line.held(), echoMs: echo.median() };
      if (!gone) {
        page.invokeMethodAsync('Report', picture).catch(() => { });
      }
    }, REPORT_EVERY);
  }

  const line = openLine({
    kind: settings.kind,
    vmId: settings.vmId,
    size: () => ({ cols: term.cols, rows: term.rows }),
    on: {
      phase(word, detail) {
        told.phase = word;
        // By the screen itself too: when a session ends, the page's own connection may be cut before this report comes through.
        host.dataset.phase = word;
        told.problem = word === 'refused' ? { title: detail.Title, fix: detail.Fix ?? null } : null;
        told.exit = word === 'ended' ? detail : null;
        report();
      },
      fresh(opened) {
        term.reset();
        told.live = opened.Live;
        told.since = opened.Since ?? null;
        if (serial && opened.Since) {
          term.write(since(String(opened.Since), settings.zone));
        }
        // A touch screen would push its keyboard over the page.
        if (matchMedia('(pointer: fine)').matches && first) {
          term.focus();
        }
        first = false;
      },
      frame(frame, drawn) {
        if (frame.Viewers) {
          told.viewers = frame.Viewers.map(v => ({ name: v.Name, types: v.Types, you: v.You }));
        }
        told.live = frame.Live ?? told.live;
        if (frame.Skipped > 0) {
          term.write(skipped(Number(frame.Skipped)));
        }
        if (frame.Data?.length) {
          const painted = echo.arrived(frame.Data);
          term.write(frame.Data, () => {
            drawn();
            painted?.();
          });
        } else {
          drawn();
        }
        report();
      },
    },
  });

  function input(bytes) {
    line.input(bytes);
    if (line.held() > 0) {
      report();
    }
  }

  term.onData(text => {
    if (may.passes(text)) {
      echo.typed(text);
      input(encoder.encode(text));
    }
  });
  term.onBinary(text => input(Uint8Array.from(text, c => c.charCodeAt(0))));
  term.onResize(({ cols, rows }) => {
    line.resize(cols, rows);
    report();
  });
  search.onDidChangeResults(({ resultIndex, resultCount }) => {
    told.found = { index: resultIndex, count: resultCount };
    report();
  });

  const paste = text => {
    may.typed();
    return pasteInto(term, text, { serial, confirm: asked => page.invokeMethodAsync('ConfirmPaste', asked).catch(() => false) });
  };
  const unwire = [() => host.removeEventListener('keydown', may.typed, true), wireClipboard(term, host, paste), onThemeChange(() => { term.options.theme = theme(); })];

  term.attachCustomKeyEventHandler(event => {
    if (event.type !== 'keydown' || !event.ctrlKey || !event.shiftKey || event.altKey) {
      return true;
    }
    switch (event.code) {
      case 'KeyC': copyText(term.getSelection()); break;
      case 'KeyV': return true; // the browser's own paste event follows
      case 'KeyF': page.invokeMethodAsync('FocusFind').catch(() => { }); break;
      case 'KeyL': term.blur(); page.invokeMethodAsync('LeaveScreen').catch(() => { }); break;
      default: return true;
    }
    event.preventDefault();
    return false;
  });

  let frame = 0;
  const sizes = new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => host.isConnected && host.clientHeight > 40 && fit.fit());
  });
  sizes.observe(host);

  report();

  return {
    focus: () => term.focus(),
    find(text, back) {
      if (!text) {
        search.clearDecorations();
        told.found = null;
        report();
      } else if (back) {
        search.findPrevious(text, { decorations: found() });
      } else {
        search.findNext(text, { decorations: found() });
      }
    },
    /** Sends what a key would send, as if typed. */
    send(text) {
      may.typed();
      input(encoder.encode(text));
      term.scrollToBottom();
      term.focus();
    },
    /** A serial line has no size: tells the shell on it ours, as a command. */
    tellSize() {
      this.send(`stty rows ${term.rows} cols ${term.cols}\r`);
    },
    async pasteFromClipboard() {
      try {
        await paste(await navigator.clipboard.readText());
        return true;
      } catch {
        term.focus();
        return false;
      }
    },
    async fullScreen() {
      const frame = host.closest('.con') ?? host;
      await (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen()).catch(() => { });
      term.focus();
    },
    readAloud(on) {
      term.options.screenReaderMode = told.readsAloud = on;
      report();
    },
    /** The whole scrollback with its colours, as a page to keep; a shell has no log on the host. */
    async save(name) {
      const { SerializeAddon } = await import('/lib/xterm/addon-serialize.mjs');
      const addon = new SerializeAddon();
      term.loadAddon(addon);
      const url = URL.createObjectURL(new Blob([addon.serializeAsHTML({ includeGlobalBackground: true })], { type: 'text/html' }));
      addon.dispose();
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    },
    again: () => line.again(),
    async dispose() {
      gone = true;
      clearTimeout(reportTimer);
      cancelAnimationFrame(frame);
      sizes.disconnect();
      unwire.forEach(end => end());
      await line.close(false);
      term.dispose();
    },
  };
}
