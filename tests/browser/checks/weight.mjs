// A page is light enough for a phone with one bar: everything it loads, packed with gzip.

import { gzipSync } from 'node:zlib';
import { finding } from '../lib/finding.mjs';
import { readTags } from '../lib/tags.mjs';

// A form on paper holds every question of up to 300, and is fetched once, to be printed. The A to Z holds every page's summary, and so
// does the search for who has no script.
const MOST = { page: 30_000, paper: 40_000, list: 45_000, script: 10_000 };
const most = ({ path }) => {
  if (/\/forms\/[^/]+\/print\/$/.test(path)) return MOST.paper;
  return /\/(a-to-z|search)\/$/.test(path) ? MOST.list : MOST.page;
};

export async function checkWeight(site, page) {
  const files = readTags(page.html).flatMap(({ name, attributes }) => {
    if (name === 'script' && attributes.src) return { kind: 'script', target: attributes.src };
    if (name === 'img' && attributes.src) return { kind: 'picture', target: attributes.src };
    if (name === 'link' && /stylesheet|icon/.test(attributes.rel ?? '')) return { kind: 'style', target: attributes.href };
    return [];
  });
  const loaded = await Promise.all(
    [{ kind: 'page', target: page.url }, ...files].map(async ({ kind, target }) => {
      const url = new URL(target, page.url);
      if (url.origin !== site.origin) return { kind, name: url.href, size: 0 };
      const body = Buffer.from(await (await fetch(url)).arrayBuffer());
      return { kind, name: url.pathname, size: gzipSync(body).length };
    }),
  );
  const sum = (files) => files.reduce((total, { size }) => total + size, 0);
  const list = loaded.map(({ name, size }) => `${name} ${size}`).join(', ');
  const heavy = (rule, total, most) =>
    total <= most ? [] : [finding(page, rule, { element: list, what: `${total} bytes over the wire; at most ${most}`, help: 'make it lighter' })];
  return [
    ...heavy('page-heavy', sum(loaded), most(page)),
    ...heavy('script-heavy', sum(loaded.filter(({ kind }) => kind === 'script')), MOST.script),
  ];
}
