// Runs before the first paint, as a file because the Content-Security-Policy allows no inline script.
// Cookies tell the server the theme and the time zone, so the next page arrives in them.
(() => {
  const root = document.documentElement;
  const secure = location.protocol === 'https:' ? '; secure' : '';
  const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`; };
  const set = theme => {
    root.dataset.theme = theme;
    keep('nq-theme', theme);
  };
  const kept = /(?:^|; )nq-theme=(dark|light)/.exec(document.cookie)?.[1];
  set(kept ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'));
  keep('nq-zone', Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC');
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-theme-switch]')) return;
    set(root.dataset.theme === 'dark' ? 'light' : 'dark');
    root.dispatchEvent(new CustomEvent('nq-theme', { detail: root.dataset.theme }));
  });
})();
