// Pages that no address alone brings back, a form with its errors as well as an inbox: kept as their server sent them.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Keeps the last page that a tab loaded, as its server sent it: `last` promises `{ url, status, headers, html }`. */
export function keepSent(tab) {
  const kept = { last: undefined };
  tab.on('response', (response) => {
    const isPage = response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html');
    if (!isPage || response.status() === 303) return;
    kept.last = response.text().then((html) => ({ url: response.url(), status: response.status(), headers: response.headers(), html }));
    kept.last.catch(() => {}); // who asks for it hears of it
  });
  return kept;
}

/** A page for every check, out of what a server sent, with all headers but those of its journey. `folder` takes its HTML, for the checker that reads files. */
export function sentPage(name, { url, status, headers, html }, folder) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, html);
  const { 'content-length': length, 'content-encoding': encoding, ...rest } = headers;
  return { path: name, url, file, html, status, kind: 'page', sent: { status, headers: rest, body: html } };
}
