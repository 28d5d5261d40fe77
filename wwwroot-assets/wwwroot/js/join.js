// Takes the secret of a one-time link out of the address at once: no history, bookmark or screen share keeps it.
const box = document.querySelector('[data-join-secret]');
if (location.hash.length > 1) {
  box.value = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
}
document.querySelector('[data-join-none]').hidden = box.value !== '';
