// A guest's output is hostile. What would let it speak in the operator's name, read the clipboard or open a page ends here.

const SAFE = new Set(['http:', 'https:']);
const FRESH = 15000;

// What a terminal says by itself, and of that what may be said: fixed forms, in which a guest chose no letter and a few digits at most.
// eslint-disable-next-line no-control-regex
const ANSWER = /^\x1b(?:\[[?>=]|\[[\d;:]*\$?[cnRty]$|[\]PX^_].)/s;
// eslint-disable-next-line no-control-regex
const PLAIN = /^\x1b(?:\[\?1;2c|\[>0;276;0c|\[0n|\[\??\d{1,4};\d{1,4}R|\[\??\d{1,4};[0-4]\$y|\](?:4;\d{1,3}|1[0-2]);rgb:(?:[\da-f]{4}\/){2}[\da-f]{4}\x1b\\)$/;
const FOCUS = /^\x1b\[[IO]$/; // eslint-disable-line no-control-regex

/**
 * Keeps a terminal from speaking in the operator's name. Questions (where is the cursor, what are you, which colours) are answered
 * only while this operator types here: scrollback that is shown again asks again, and with several viewers each terminal would
 * answer. An answer is no typing: a guest that goes on asking would never run out of time otherwise.
 * `now` is a clock in ms. Returns `typed()` to be called at each key and paste, and `passes(text)`: may this be sent?
 */
export function guard(term, now = () => performance.now()) {
  let typedAt = -Infinity;
  let recoloured = false;
  let asked = false;
  const fresh = () => now() - typedAt <= FRESH;

  // A guest that asks for reports of the focus is told at once how it is: that is an answer. Later reports are the operator's doing.
  term.parser.registerCsiHandler({ prefix: '?', final: 'h' }, modes => {
    if (modes.includes(1004)) {
      asked = true;
      queueMicrotask(() => { asked = false; });
    }
    return false;
  });
  // Hex digits of a colour that the guest gave are text that it chose: then it is not told any.
  for (const colour of [4, 10, 11, 12]) {
    term.parser.registerOscHandler(colour, data => {
      recoloured ||= /[#r]/i.test(data);
      return recoloured && data.includes('?');
    });
  }
  // OSC 52 reads and writes the clipboard: never.
  term.parser.registerOscHandler(52, () => true);
  // xterm.js does these one by one: two thousand million lines to scroll would stop the tab for hours.
  for (const final of ['I', 'L', 'M', 'S', 'T', 'Z', 'b']) {
    term.parser.registerCsiHandler({ final }, ([count]) => count > Math.max(term.rows, term.cols));
  }

  return {
    typed() {
      typedAt = now();
    },
    passes: text => FOCUS.test(text) ? !asked || fresh() : !ANSWER.test(text) || fresh() && PLAIN.test(text),
  };
}

/** Opens a link that was clicked with Ctrl or Command, http and https only. */
export function openLink(event, text) {
  if (!event.ctrlKey && !event.metaKey) {
    return;
  }
  let url;
  try {
    url = new URL(text);
  } catch {
    return;
  }
  if (SAFE.has(url.protocol)) {
    window.open(url.href, '_blank', 'noopener,noreferrer');
  }
}

/** Pasted text without control characters: an ESC could end a bracketed paste early and run the rest. */
export function cleanPaste(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
