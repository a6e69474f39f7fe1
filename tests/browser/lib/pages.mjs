// Finds every page of a built hub, and holds the sitemap against what is really there.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { finding } from './finding.mjs';
import { readTags } from './tags.mjs';

/**
 * Every .html file below the served folder, as `{ path, url, file, html, status, kind, redirectTo }`.
 * kind is `page`, `not-found` (404.html, seen at an address that does not exist) or `redirect`.
 */
export function findPages(site) {
  return readdirSync(site.folder, { recursive: true })
    .filter((name) => name.endsWith('.html'))
    .sort()
    .map((name) => toPage(site, name.split(path.sep).join('/')));
}

function toPage(site, name) {
  const file = path.join(site.folder, name);
  const html = readFileSync(file, 'utf8');
  if (name === '404.html') {
    const lost = `${site.base}no/such/page/`;
    return { path: lost, url: site.origin + lost, file, html, status: 404, kind: 'not-found' };
  }
  const urlPath = site.base + encodeURI(name.replace(/(^|\/)index\.html$/, '$1'));
  const url = site.origin + urlPath;
  const refresh = readTags(html).find(
    ({ name: tag, attributes }) => tag === 'meta' && attributes['http-equiv']?.toLowerCase() === 'refresh',
  );
  if (!refresh) return { path: urlPath, url, file, html, status: 200, kind: 'page' };
  const target = /url\s*=\s*['"]?([^'"]*)/i.exec(refresh.attributes.content ?? '')?.[1] ?? '';
  return { path: urlPath, url, file, html, status: 200, kind: 'redirect', redirectTo: new URL(target, url).href };
}

/** PAGES names the pages to look at, by a part of their path. */
export const isWanted = ({ path }) => path.includes(process.env.PAGES ?? '');

/** Pages that are made by the dozen, all from one template: for each day, and for each question of a flowchart. */
const BY_THE_DOZEN = [/\/\d{4}-\d{2}-\d{2}\/$/, /\/walk-through(-\d+)?\/([^/]+\/)?$/];

/** The same pages, but of each sort that is made by the dozen only twelve, spread over all of them. */
export function withoutDozens(pages) {
  return BY_THE_DOZEN.reduce((kept, sort) => {
    const all = kept.filter(({ path }) => sort.test(path));
    const some = new Set(Array.from({ length: 12 }, (_, at) => all[Math.round((at * (all.length - 1)) / 11)]));
    return kept.filter((page) => !sort.test(page.path) || some.has(page));
  }, pages);
}

/** The sitemap names every page once, and nothing else. A page may keep out with `<meta name="robots" content="noindex">`. */
export function checkSitemap(site, pages) {
  const sitemap = { path: `${site.base}sitemap.xml` };
  const text = readFileSync(path.join(site.folder, 'sitemap.xml'), 'utf8');
  const listed = [...text.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/g)].map(([, loc]) => loc.replaceAll('&amp;', '&'));
  const real = new Map(pages.filter(({ kind }) => kind === 'page').map((page) => [page.url, page]));
  const findings = [];
  for (const loc of new Set(listed)) {
    if (!real.has(loc)) {
      findings.push(
        finding(sitemap, 'sitemap-dead-entry', {
          element: loc,
          what: 'the sitemap names a page that is not there',
          help: 'name only pages that are written, under the base URL of the build',
        }),
      );
    }
  }
  for (const loc of listed.filter((loc, index) => listed.indexOf(loc) !== index)) {
    findings.push(finding(sitemap, 'sitemap-twice', { element: loc, what: 'the sitemap names this page twice', help: 'write one page at each address' }));
  }
  for (const [url, page] of real) {
    if (!listed.includes(url) && !hasNoIndex(page)) {
      findings.push(
        finding(page, 'sitemap-missing', {
          element: url,
          what: 'the page is not in sitemap.xml',
          help: 'list it, or give it <meta name="robots" content="noindex">',
        }),
      );
    }
  }
  return findings;
}

const hasNoIndex = ({ html }) =>
  readTags(html).some(
    ({ name, attributes }) => name === 'meta' && attributes.name === 'robots' && /noindex/.test(attributes.content),
  );
