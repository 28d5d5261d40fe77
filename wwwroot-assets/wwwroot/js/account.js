// Passkeys on a person's own page. They go to the API from here and not through the circuit: only a request carries the page's origin.
import { create, get, probe, words } from './passkey.js';

export { probe };

/** Makes a passkey; answers null, or what went wrong. */
export async function add(name, headers) {
  try {
    const { options, state } = await call('/v1/account/passkeys/options', null, headers);
    await call('/v1/account/passkeys', { name, state, credential: await create(options) }, headers);
    return null;
  } catch (error) {
    return words(error);
  }
}

/** Proves anew who sits there; answers { proof, expiresAt } or { problem }. */
export async function prove(headers) {
  try {
    const { options, state } = await call('/v1/account/proof/passkey/options', null, headers);
    return await call('/v1/account/proof/passkey', { state, credential: await get(options) }, headers);
  } catch (error) {
    return { problem: words(error) };
  }
}

export function dispose() {}

async function call(url, body, headers) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: body === null ? headers : { ...headers, 'content-type': 'application/json' },
    body: body === null ? undefined : JSON.stringify(body),
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error([told.title, told.fix].filter(Boolean).join(' '));
  return told;
}
