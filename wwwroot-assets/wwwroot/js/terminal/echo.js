// Echo: from a key to its own letter coming back and being painted. Measured only when it can be told from other output.

const QUIET = 60;
const LATEST = 9;

export function echoMeter() {
  let waitingFor = 0;
  let askedAt = 0;
  let lastOutput = 0;
  const figures = [];

  return {
    typed(text) {
      const now = performance.now();
      const plain = text.length === 1 && text >= ' ' && text <= '~';
      waitingFor = plain && now - lastOutput > QUIET ? text.charCodeAt(0) : 0;
      askedAt = now;
    },
    /** Returns a function to call when the bytes are painted, or null when they are no echo. */
    arrived(bytes) {
      lastOutput = performance.now();
      if (!waitingFor || bytes.length > 64 || !bytes.includes(waitingFor)) {
        return null;
      }
      const from = askedAt;
      waitingFor = 0;
      return () => {
        figures.push(performance.now() - from);
        if (figures.length > LATEST) {
          figures.shift();
        }
      };
    },
    /** Median of the latest, in ms, or null before the first. */
    median() {
      if (figures.length === 0) {
        return null;
      }
      return figures.toSorted((a, b) => a - b)[figures.length >> 1];
    },
  };
}
