// The browser's side of passkeys: W3C Web Authentication, with its JSON forms written out, since not every browser has them.

/** Why passkeys cannot work here, in words; null when they may. */
export function why() {
  if (/^[\d.]+$|^\[/.test(location.hostname)) return 'Browsers allow no passkeys on an IP address. Open the portal by its host name.';
  if (!isSecureContext) return 'Browsers allow passkeys on https only, or on http://localhost.';
  if (!globalThis.PublicKeyCredential || !navigator.credentials) return 'This browser has no passkeys.';
  return null;
}

/** The same after asking the browser: one that does not trust the certificate says so only when it is asked for a passkey. */
export async function probe() {
  const told = why();
  if (told || !await PublicKeyCredential.isConditionalMediationAvailable?.()) return told;
  const waiting = new AbortController();
  const publicKey = { challenge: crypto.getRandomValues(new Uint8Array(32)), rpId: location.hostname };
  const refused = navigator.credentials.get({ publicKey, mediation: 'conditional', signal: waiting.signal }).then(() => null, error => blocked(error));
  const answer = await Promise.race([refused, new Promise(resolve => setTimeout(resolve, 300, null))]);
  waiting.abort();
  return answer;
}

/** Asks for a new passkey; answers its JSON text. */
export async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(known => ({ ...known, id: bytes(known.id) })),
    },
  });
  return JSON.stringify({
    ...common(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  });
}

/** Asks for a passkey that is there; answers its JSON text. */
export async function get(options, more = {}) {
  const found = await navigator.credentials.get({
    ...more,
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(known => ({ ...known, id: bytes(known.id) })),
    },
  });
  return JSON.stringify({
    ...common(found),
    response: {
      clientDataJSON: text(found.response.clientDataJSON),
      authenticatorData: text(found.response.authenticatorData),
      signature: text(found.response.signature),
      userHandle: found.response.userHandle ? text(found.response.userHandle) : null,
    },
  });
}

/** What went wrong, for people. */
export function words(error) {
  return blocked(error) ?? {
    NotAllowedError: 'Nothing was chosen, or it took too long.',
    InvalidStateError: 'This device has a passkey for this account already.',
    SecurityError: 'The browser allows no passkeys at this address.',
    NotSupportedError: 'This device cannot make such a passkey.',
  }[error?.name] ?? String(error?.message ?? error);
}

/** Why it will not work however often it is tried; null for what may pass. */
export function blocked(error) {
  return error?.name === 'NotAllowedError' && /certificate/i.test(error.message)
    ? 'The browser does not trust this portal\u2019s certificate, and allows no passkeys until it does.'
    : null;
}

export function dispose() {}

function common(credential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
}

function text(buffer) {
  let letters = '';
  for (const octet of new Uint8Array(buffer)) letters += String.fromCharCode(octet);
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
