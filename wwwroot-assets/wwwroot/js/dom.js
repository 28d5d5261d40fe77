// Small things only a browser can do.
export function focus(selector) {
  document.querySelector(selector)?.focus();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard on plain http away from localhost: select a hidden field instead.
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.className = 'hide';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

export function place(menu, anchorId) {
  const anchor = document.getElementById(anchorId)?.getBoundingClientRect();
  if (!anchor || !menu) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = anchor.bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(anchor.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${below + height > innerHeight - 8 ? Math.max(8, anchor.top - height - 4) : below}px`;
  const items = () => [...menu.querySelectorAll('.nq-item:not(:disabled)')];
  // Arrow keys move inside a menu without asking the server; the listener goes with the element.
  menu.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = items();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
  });
  (items()[0] ?? menu).focus();
}

export function nameDialog(heading) {
  const dialog = heading?.closest('[role="dialog"]');
  dialog?.setAttribute('aria-labelledby', heading.id);
  dialog?.setAttribute('aria-modal', 'true');
}

export function dispose() {}
