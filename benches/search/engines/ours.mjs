// The search of the hub, on the page that the site itself has for it.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../', import.meta.url);

export const name = 'Fingerpost';
export const version = readFileSync(new URL('Cargo.toml', ROOT), 'utf8').match(/^version = "(.*)"$/m)[1];

/** Where readers search, and how the page says that it has. */
export const address = '/search/';
export const done = '[data-search-told]:not(:empty)';
export const box = '[data-search] [name=q]';
export const results = '[data-search-all] a';
/** The theme's script for all pages, which a reader has before they search. */
export const shared = /^\/assets\/site-/;

/** Builds the site, and tells how many seconds its index took: the rest of a build has nothing to do with the search. */
export function build(root, folder, rounds) {
  execFileSync(process.env.FINGERPOST, ['build', '--today', '2026-11-23', '--root', root, '--output', folder], { stdio: 'ignore' });
  return Number(execFileSync(process.env.INDEX_TIME, [root, rounds], { encoding: 'utf8' }));
}
