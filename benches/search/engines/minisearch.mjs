// MiniSearch with the settings that its own guide advises: typos to a fifth of a word, the beginnings of words, titles before text.

import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import MiniSearch from 'minisearch';
import { bare, versionOf, words } from './page.mjs';

const OPTIONS = { idField: 'url', fields: ['title', 'summary', 'keywords', 'headings', 'text'], storeFields: ['title', 'summary'] };
const SEARCH = { prefix: true, fuzzy: 0.2, boost: { title: 4, keywords: 3, summary: 2, headings: 1.5 } };

export const name = 'MiniSearch';
export const version = versionOf('minisearch');

export function index(pages, folder) {
  const index = new MiniSearch(OPTIONS);
  index.addAll(pages.map(words));
  writeFileSync(`${folder}/index.json`, JSON.stringify(index));
}

export function publish(folder) {
  const script = readFileSync(new URL('../node_modules/minisearch/dist/umd/index.js', import.meta.url), 'utf8');
  writeFileSync(`${folder}/minisearch.js`, transformSync(script, { minify: true }).code); // its package has none that is made small
  writeFileSync(`${folder}/index.html`, bare('<script src="/minisearch.js"></script>', `
    const index = MiniSearch.loadJSON(await (await fetch('/index.json')).text(), ${JSON.stringify(OPTIONS)});
    show(index.search(query, ${JSON.stringify(SEARCH)}).slice(0, 10).map(({ id, title }) => ({ url: id, title })));`));
}
