// Pagefind as it comes: it reads the pages' HTML, and weighs their headings by itself.

import { writeFileSync } from 'node:fs';
import * as pagefind from 'pagefind';
import { bare, html, versionOf } from './page.mjs';

const SHOWN = 5; // as many results as its own page shows at first

export const name = 'Pagefind';
export const version = versionOf('pagefind');

export async function index(pages, folder) {
  const { index } = await pagefind.createIndex();
  for (const page of pages) {
    const { errors } = await index.addHTMLFile({ url: page.url, content: html(page) });
    if (errors.length > 0) throw new Error(errors.join('\n'));
  }
  await index.writeFiles({ outputPath: `${folder}/pagefind` });
  await index.deleteIndex();
}

export const end = () => pagefind.close();

export function publish(folder) {
  writeFileSync(`${folder}/index.html`, bare('', `
    const pagefind = await import('/pagefind/pagefind.js');
    const { results } = await pagefind.search(query);
    const shown = await Promise.all(results.slice(0, ${SHOWN}).map((result) => result.data()));
    show(shown.map(({ url, meta }) => ({ url, title: meta.title })));`));
}
