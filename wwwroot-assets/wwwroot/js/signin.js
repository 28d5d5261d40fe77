// Turns on the passkey buttons of the sign-in pages. The answer goes with the form, as every sign-in does.
import { blocked, create, get, probe, words } from './passkey.js';

// A challenge is good for five minutes; a page may stay open for longer.
const Fresh = 4 * 60 * 1000;

for (const form of document.querySelectorAll('form[data-passkey]')) attach(form);

async function attach(form) {
  const note = form.querySelector('[data-passkey-note]');
  const say = (button, text) => {
    note.textContent = text ?? '';
    if (text === null) button.removeAttribute('aria-disabled');
  };
  const button = form.querySelector('[data-passkey-button]');
  let waiting = null;
  let reason = form.dataset.why || null;
  let ready = false;
  form.addEventListener('submit', async event => {
    if (ready) return;
    event.preventDefault();
    if (button.getAttribute('aria-disabled')) return;
    waiting?.abort();
    button.setAttribute('aria-busy', 'true');
    try {
      await answer(form, {});
      ready = true;
      form.submit();
    } catch (error) {
      note.textContent = words(error);
      if (blocked(error)) button.setAttribute('aria-disabled', 'true');
      else if ('waits' in form.dataset) wait();
    } finally {
      button.removeAttribute('aria-busy');
    }
  });
  reason ??= await probe();
  say(button, reason);
  if (!reason && 'waits' in form.dataset) wait();

  // Offers passkeys in the list that opens at the field for the name, until something else is chosen.
  async function wait() {
    if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
    for (;;) {
      const mine = waiting = new AbortController();
      let stale = false;
      const clock = setTimeout(() => { stale = true; mine.abort(); }, Fresh);
      try {
        await answer(form, { mediation: 'conditional', signal: mine.signal });
        ready = true;
        form.submit();
        return;
      } catch {
        if (!stale) return;
      } finally {
        clearTimeout(clock);
      }
    }
  }
}

async function answer(form, more) {
  const asked = await fetch(form.dataset.options, { headers: { accept: 'application/json' }, signal: more.signal });
  const told = await asked.json();
  if (!asked.ok) throw new Error([told.title, told.fix].filter(Boolean).join(' '));
  const credential = form.dataset.passkey === 'create' ? await create(told.options) : await get(told.options, more);
  form.querySelector('[data-passkey-credential]').value = credential;
  form.querySelector('[data-passkey-state]').value = told.state;
}
