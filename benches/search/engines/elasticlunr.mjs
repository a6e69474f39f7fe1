// elasticlunr the way Zola and mdBook ship it: one JSON with the whole index and every text, for the script to load at once.

import { copyFileSync, writeFileSync } from 'node:fs';
import elasticlunr from 'elasticlunr';
import { bare, versionOf, words } from './page.mjs';

const SEARCH = { fields: { title: { boost: 2 }, description: { boost: 1 }, body: { boost: 1 } }, expand: true, bool: 'OR' };

export const name = 'elasticlunr';
export const version = versionOf('elasticlunr');

export function index(pages, folder) {
  const index = elasticlunr(function () {
    this.setRef('url');
    for (const field of Object.keys(SEARCH.fields)) this.addField(field);
  });
  for (const page of pages.map(words)) {
    const { url, title, summary: description, keywords, headings, text } = page;
    index.addDoc({ url, title, description, body: `${headings}\n${text}\n${keywords}` });
  }
  writeFileSync(`${folder}/index.json`, JSON.stringify(index));
}

export function publish(folder) {
  copyFileSync(new URL('../node_modules/elasticlunr/elasticlunr.min.js', import.meta.url), `${folder}/elasticlunr.js`);
  writeFileSync(`${folder}/index.html`, bare('<script src="/elasticlunr.js"></script>', `
    const index = elasticlunr.Index.load(await (await fetch('/index.json')).json());
    const found = index.search(query, ${JSON.stringify(SEARCH)}).slice(0, 10);
    show(found.map(({ ref }) => ({ url: ref, title: index.documentStore.getDoc(ref).title })));`));
}
