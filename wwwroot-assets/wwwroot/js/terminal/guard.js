// A guest's output is hostile. What would let it speak in the operator's name, read the clipboard or open a page ends here.

const SAFE = new Set(['http:', 'https:']);
const FRESH = 15000;

/**
 * Questions (where is the cursor, what are you, which colours) are answered only while this operator types here: scrollback that
 * is shown again asks again, and with several viewers each terminal would answer.
 */
export function answerOnlyTheTypist(term, typedAt) {
  const swallow = () => performance.now() - typedAt() > FRESH;
  const csi = [{ final: 'c' }, { prefix: '>', final: 'c' }, { prefix: '=', final: 'c' }, { final: 'n' }, { prefix: '?', final: 'n' },
    { intermediates: '$', final: 'p' }, { prefix: '?', intermediates: '$', final: 'p' }, { prefix: '>', final: 'q' }];
  for (const id of csi) {
    term.parser.registerCsiHandler(id, swallow);
  }
  term.parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow);
  for (const colour of [4, 10, 11, 12]) {
    term.parser.registerOscHandler(colour, data => data.includes('?') && swallow());
  }
  // OSC 52 reads and writes the clipboard: never.
  term.parser.registerOscHandler(52, () => true);
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
