// Libraries come on demand, so that the first page stays light. All from our own origin: the Content-Security-Policy allows no other.

const asked = new Map();

/** Adds a style sheet once. */
export function stylesheet(href) {
  return once(href, () => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    return link;
  });
}

/** Adds a classic script once, for libraries that come as one file with a global name. */
export function script(src) {
  return once(src, () => {
    const element = document.createElement('script');
    element.src = src;
    return element;
  });
}

function once(address, make) {
  if (!asked.has(address)) {
    asked.set(address, new Promise((resolve, reject) => {
      const element = make();
      element.addEventListener('load', () => resolve());
      element.addEventListener('error', () => {
        // Asked again after a fault, e.g. when the portal was restarting just then.
        asked.delete(address);
        element.remove();
        reject(new Error(`${address} could not be loaded`));
      });
      document.head.append(element);
    }));
  }
  return asked.get(address);
}
