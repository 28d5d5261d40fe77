// Runs before the first paint, as a file because the Content-Security-Policy allows no inline script.
// The cookie tells the server the theme, so the next page arrives in it.
(() => {
  const root = document.documentElement;
  const set = theme => {
    root.dataset.theme = theme;
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `nq-theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  };
  const kept = /(?:^|; )nq-theme=(dark|light)/.exec(document.cookie)?.[1];
  set(kept ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'));
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-theme-switch]')) return;
    set(root.dataset.theme === 'dark' ? 'light' : 'dark');
    root.dispatchEvent(new CustomEvent('nq-theme', { detail: root.dataset.theme }));
  });
})();
