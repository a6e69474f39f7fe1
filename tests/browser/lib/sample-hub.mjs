// A small hub of plain HTML in a temporary folder: good as it stands, or broken on purpose.

import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveFolder } from './file-server.mjs';

const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'";

export const STYLE = `
body { margin: 0; font: 1rem/1.5 sans-serif; color: #111; background: #fff; }
header, main, footer { padding: 1rem; }
a { color: #00508c; }
nav a, .skip { display: inline-block; padding: 0.5rem 0; }
.skip { position: absolute; transform: translateY(-200%); }
.skip:focus { transform: none; background: #fff; }
:focus-visible { outline: 3px solid #b35900; }
@media (prefers-color-scheme: dark) {
  body, .skip:focus { color: #eee; background: #111; }
  a { color: #9cd0ff; }
}`;

/** A page that no check has anything to say about, but for what is put into it. */
export function samplePage({ title = 'A page', head = '', body = '', html = '' }) {
  return (
    html ||
    `<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/style.css"><link rel="icon" href="/icon.svg">
${head}
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header><nav aria-label="Main"><a href="/">Home</a> <a href="/second/">Second</a></nav></header>
<main id="main"><h1>${title}</h1><p>Plain words, and <a href="/second/#part">a part</a> of the other page.</p>
${body}
</main>
<footer><p>The foot of the page.</p></footer>
</body>
</html>
`
  );
}

/**
 * Serves `files` (path → text) beside a home page, a second page, a 404 page and an old address.
 * `listed` are further addresses for its sitemap. Returns the site with `write(name, text)`; `close()` takes the folder away.
 */
export async function serveSampleHub(files = {}, { policy = POLICY, base, listed = [] } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'sample-hub-'));
  const site = await serveFolder(folder, { base });
  const write = async (name, text) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const standing = {
    '_headers': policy ? `/*\n  Content-Security-Policy: ${policy}\n` : '',
    'style.css': STYLE,
    'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
    'index.html': samplePage({ title: 'Home' }),
    'second/index.html': samplePage({ title: 'Second', body: '<h2 id="part">A part</h2><p>Words.</p>' }),
    '404.html': samplePage({ title: 'Not here' }),
    'old/index.html': samplePage({ title: 'Moved', head: '<meta http-equiv="refresh" content="0; url=/second/">', body: '<p>It is <a href="/second/">there now</a>.</p>' }),
    'sitemap.xml': sitemap(['', 'second/', ...listed].map((address) => site.url + address)),
  };
  for (const [name, text] of Object.entries({ ...standing, ...files })) await write(name, text);
  return {
    ...site,
    write,
    close: async () => {
      await site.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const sitemap = (urls) =>
  `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.map((url) => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
