// Copy and paste. The clipboard is read only on the operator's own key or button.

import { cleanPaste } from './guard.js';

const SERIAL_PART = 256;
const SERIAL_PAUSE = 25;

export async function copyText(text) {
  if (!text) {
    return;
  }
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http on another host's name has no clipboard API; the old command still works there.
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    area.style.opacity = '0';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** Pastes after `confirm({lines, characters, preview})` for text of several lines. A serial line gets it at a rate a guest can take. */
export async function pasteInto(term, raw, { serial, confirm }) {
  const text = cleanPaste(raw);
  if (!text) {
    return;
  }
  const lines = text.replace(/\n$/, '').split('\n').length;
  const several = text.includes('\n');
  if (several && !await confirm({ lines, characters: text.length, preview: text.slice(0, 2000) })) {
    term.focus();
    return;
  }
  if (!serial || text.length <= SERIAL_PART || term.modes.bracketedPasteMode) {
    term.paste(text);
  } else {
    for (let at = 0; at < text.length; at += SERIAL_PART) {
      term.paste(text.slice(at, at + SERIAL_PART));
      await new Promise(resolve => setTimeout(resolve, SERIAL_PAUSE));
    }
  }
  term.focus();
}

export function wireClipboard(term, host, paste) {
  const onPaste = event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    paste(event.clipboardData?.getData('text/plain') ?? '');
  };
  const onUp = () => {
    if (term.hasSelection()) {
      copyText(term.getSelection());
    }
  };
  host.addEventListener('paste', onPaste, true);
  host.addEventListener('mouseup', onUp);
  return () => {
    host.removeEventListener('paste', onPaste, true);
    host.removeEventListener('mouseup', onUp);
  };
}
