// Keys of the frame and the word of the theme, told to the layout's component.
const typing = target => target.closest?.('input, textarea, select, [contenteditable], .xterm');

export function attach(layout) {
  const root = document.documentElement;
  let chord = 0;
  const onKey = event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      if (event.target.closest?.('.xterm')) return;
      event.preventDefault();
      layout.invokeMethodAsync('OpenPalette');
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === '/') {
      const box = document.querySelector('[data-slash]');
      if (box) { event.preventDefault(); box.focus(); }
    } else if (event.key === 'g') {
      chord = event.timeStamp;
      return;
    } else if (chord && event.timeStamp - chord < 1500 && /^[a-z]$/.test(event.key)) {
      event.preventDefault();
      layout.invokeMethodAsync('Go', event.key);
    }
    chord = 0;
  };
  const onTheme = event => layout.invokeMethodAsync('ThemeChanged', event.detail);
  // A session ends when nobody was there for long: said at most once a minute, and only while somebody is.
  let seen = 0;
  const onSeen = event => {
    if (event.timeStamp - seen < 60000) return;
    seen = event.timeStamp;
    fetch('/session/seen', { method: 'POST', keepalive: true }).catch(() => {});
  };
  addEventListener('keydown', onSeen, { capture: true, passive: true });
  addEventListener('pointerdown', onSeen, { capture: true, passive: true });
  addEventListener('keydown', onKey);
  root.addEventListener('nq-theme', onTheme);
  root.dataset.live = '1';
  return {
    theme: () => root.dataset.theme,
    dispose: () => {
      removeEventListener('keydown', onKey);
      removeEventListener('keydown', onSeen, { capture: true });
      removeEventListener('pointerdown', onSeen, { capture: true });
      root.removeEventListener('nq-theme', onTheme);
    },
  };
}
