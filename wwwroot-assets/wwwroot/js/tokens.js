// Colours live in tokens.css only. What draws on a canvas reads them here, now and after each change of theme.

/** The value of a token, as the page has it now. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Calls back after the theme or the contrast wish changed; returns a function that ends it. */
export function onThemeChange(callback) {
  const observer = new MutationObserver(() => callback());
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const contrast = matchMedia('(prefers-contrast: more)');
  contrast.addEventListener('change', callback);
  return () => {
    observer.disconnect();
    contrast.removeEventListener('change', callback);
  };
}
