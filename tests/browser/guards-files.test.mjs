// The checks that read files, seen failing: each mistake must be found, by page and element.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import path from 'node:path';
import { checkHtml } from './checks/html.mjs';
import { checkLinks } from './checks/links.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { checkWeight } from './checks/weight.mjs';
import { guard } from './lib/guard.mjs';
import { openMemory } from './lib/memory.mjs';
import { checkSitemap, findPages } from './lib/pages.mjs';
import { STYLE, samplePage, serveSampleHub, sitemap } from './lib/sample-hub.mjs';

describe('the files: it is told', { concurrency: 2 }, () => {
  const links = (page, site, pages) => checkLinks(site, pages);
  const markup = (page, site) => checkMarkup(site, page);
  guard('a dead link', { check: links, body: '<p><a href="/gone/">Gone</a></p>', expect: { rule: 'link-broken', says: /<a href="\/gone\/"> on line \d+[\s\S]*answers 404/ } });
  guard('a dead anchor', { check: links, body: '<p><a href="/second/#no">No</a></p>', expect: { rule: 'link-no-anchor', says: /\/second\/ has nothing with the id "no"/ } });
  guard('a link without its last slash', { check: links, body: '<p><a href="/second">S</a></p>', expect: { rule: 'link-detour', says: /sent on to \/second\// } });
  guard('a link that forgets the subpath', {
    check: links,
    base: '/hub/',
    path: '/hub/broken/',
    body: '<p><a href="/second/">S</a></p>',
    expect: { rule: 'link-leaves-hub', says: /<a href="\/second\/">[\s\S]*outside \/hub\// },
  });
  guard('a relative link on the 404 page', {
    check: links,
    path: '/no/such/page/',
    files: { '404.html': samplePage({ title: 'Not here', body: '<p><a href="second/">S</a></p>' }) },
    expect: { rule: 'link-broken', says: /<a href="second\/">/ },
  });
  guard('a link that is script', { check: markup, body: '<p><a href="javascript:void 0">J</a></p>', expect: { rule: 'inline-script', says: /<a href="javascript:void 0">/ } });
  guard('an inline script', { check: markup, body: '<script>1;</script>', expect: { rule: 'inline-script', says: /<script> on line \d+/ } });
  guard('an inline handler', { check: markup, body: '<button onclick="go()">Go</button>', expect: { rule: 'inline-script', says: /onclick/ } });
  guard('an inline style', { check: markup, body: '<p style="color: red">Red</p>', expect: { rule: 'inline-style', says: /<p style="color: red">/ } });
  guard('a font of another host', {
    check: markup,
    head: '<link rel="stylesheet" href="https://fonts.example/a.css">',
    expect: { rule: 'other-host', says: /loaded from https:\/\/fonts\.example/ },
  });
  guard('wrong HTML', {
    check: async (page, site, pages) => (await checkHtml(pages)).errors,
    body: '<p>A <div>block</div> in a paragraph</p>',
    expect: { rule: 'html:error', says: /No “p” element in scope/ },
  });
  guard('a page that the sitemap forgets', { check: (page, site, pages) => checkSitemap(site, pages), expect: { rule: 'sitemap-missing', says: /not in sitemap/ } });
  guard('a page that the sitemap names twice', {
    check: (page, site, pages) => checkSitemap(site, pages),
    path: '/sitemap.xml',
    files: { 'sitemap.xml': sitemap(['http://127.0.0.1/twice/', 'http://127.0.0.1/twice/']) },
    expect: { rule: 'sitemap-twice', says: /\/twice\// },
  });
  guard('a page that is only in the sitemap', {
    check: (page, site, pages) => checkSitemap(site, pages),
    path: '/sitemap.xml',
    files: { 'sitemap.xml': sitemap(['http://127.0.0.1/gone/']) },
    expect: { rule: 'sitemap-dead-entry', says: /\/gone\// },
  });
  guard('a heavy page', { check: (page, site) => checkWeight(site, page), body: `<p>${noise(60_000)}</p>`, expect: { rule: 'page-heavy', says: /at most 30000/ } });
});

describe('a page that passed is looked at again', () => {
  const browser = { version: () => '1' };
  const pageOf = (site, path) => findPages(site).find((page) => page.path === path);
  const knowsAfter = (name, change, expected) =>
    test(name, async () => {
      const [old, now] = await Promise.all([serveSampleHub(), serveSampleHub(change.files)]);
      const file = path.join(old.folder, 'memory.json');
      try {
        const memory = openMemory(file, old, browser, { fresh: false });
        memory.remember(pageOf(old, '/'));
        memory.save();
        assert.equal(openMemory(file, now, change.browser ?? browser, { fresh: false }).knows(pageOf(now, '/')), expected);
      } finally {
        await Promise.all([old.close(), now.close()]);
      }
    });
  knowsAfter('never, if nothing has changed but the port', {}, true);
  knowsAfter('when it has changed', { files: { 'index.html': samplePage({ title: 'Another' }) } }, false);
  knowsAfter('when the style has', { files: { 'style.css': `${STYLE} p { color: red; }` } }, false);
  knowsAfter('when the policy has', { files: { _headers: '/*\n  X-A: b\n' } }, false);
  knowsAfter('when the browser has', { browser: { version: () => '2' } }, false);
  knowsAfter('but not for another page', { files: { 'second/index.html': samplePage({ title: 'Another' }) } }, true);
});

/** Letters that gzip cannot make much smaller, the same in every run. */
function noise(length) {
  let state = 1;
  return Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return String.fromCharCode(97 + (state % 26));
  }).join('');
}
