// Opens every page of the shipped hub: on a phone and a desk, light and dark, by keyboard, without script, in print.
// PAGES=/peps/ looks only at the pages whose path holds that text.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checkLoading } from './checks/loading.mjs';
import { checkTitlesDiffer } from './checks/structure.mjs';
import { TARGET, buildHub } from './lib/build.mjs';
import { startChromium, visit } from './lib/chromium.mjs';
import { expectNone } from './lib/finding.mjs';
import { inspect } from './lib/inspect.mjs';
import { findPages } from './lib/pages.mjs';

const AT_ONCE = 2;
const SCREENSHOTS = path.join(TARGET, 'screenshots');
const WANTED = process.env.PAGES ?? '';

const SAYS = {
  loading: 'loads without an error and asks no other host',
  structure: 'has one h1, headings in order, a language and a title',
  layout: 'fits the screen, cuts no text off, has targets big enough',
  accessibility: 'keeps to WCAG 2.2 AA',
  keyboard: 'can be used by keyboard alone',
  script: 'says the same without script',
  colours: 'stands with forced colours and keeps still',
  print: 'is whole on paper',
  redirect: 'leads to the new address',
};

const hub = await buildHub({ name: 'test-site' });
const subpathHub = await buildHub({ name: 'test-site-subpath', base: '/virtual-school/' });
const browser = await startChromium();
if (!WANTED) rmSync(SCREENSHOTS, { recursive: true, force: true });

after(async () => {
  await browser.close();
  await Promise.all([hub.close(), subpathHub.close()]);
});

const pages = findPages(hub).filter((page) => page.path.includes(WANTED));
const titles = [];

test('there are pages to look at', () => {
  assert.ok(pages.length > 0, `no page below ${hub.folder} has "${WANTED}" in its path`);
});

describe('every page', { concurrency: AT_ONCE }, () => {
  for (const page of pages) {
    test(page.path, async (t) => {
      const { title, findings } = await inspect(browser, hub, page, { screenshots: SCREENSHOTS });
      if (page.kind !== 'redirect') titles.push({ page, title });
      for (const [kind, found] of Object.entries(findings)) {
        if (kind === 'redirect' && page.kind !== 'redirect') continue;
        await t.test(SAYS[kind], () => expectNone(found));
      }
    });
  }
});

test('no two pages have the same title', () => expectNone(checkTitlesDiffer(titles)));

describe('under a subpath', { concurrency: AT_ONCE }, () => {
  for (const page of findPages(subpathHub).filter(({ path }) => path.includes(WANTED))) {
    test(`${page.path} loads`, async () => {
      const visited = await visit(browser, page);
      await visited.close();
      expectNone(checkLoading(subpathHub, page, visited));
    });
  }
});

for (const name of ['sitemap.xml', 'feed.xml']) {
  test(`${name} is well-formed`, async () => {
    const text = readFileSync(path.join(hub.folder, name), 'utf8');
    const tab = await browser.newPage();
    const wrong = await tab.evaluate(
      (xml) => new DOMParser().parseFromString(xml, 'application/xml').querySelector('parsererror')?.textContent,
      text,
    );
    await tab.close();
    assert.equal(wrong, undefined);
  });
}
