// Sends one file with its fields to the API, telling its progress. The bytes go straight to the endpoint: no circuit carries them.
export function start(input, url, fields, headers, page) {
  const file = input.files[0];
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== '') form.append(name, value);
  }
  // The file comes last, so that the server has read every field when the bytes begin.
  form.append('file', file, file.name);
  const request = new XMLHttpRequest();
  let told = 0;
  request.upload.onprogress = event => {
    const now = performance.now();
    if (now - told < 250 && event.loaded < event.total) return;
    told = now;
    page.invokeMethodAsync('Progress', event.loaded, event.total);
  };
  request.onload = () => page.invokeMethodAsync('Ended', request.status, request.responseText.slice(0, 65536));
  request.onerror = () => page.invokeMethodAsync('Ended', 0, '');
  request.open('POST', url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.send(form);
  return { cancel: () => request.abort() };
}

export function describe(input) {
  const file = input.files?.[0];
  return file ? { name: file.name, bytes: file.size } : null;
}

export function dispose() {}
