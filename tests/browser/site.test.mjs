// Opens every page of the hub: on a phone and a desk, light and dark, in forced colours, by keyboard, without script, in print.
// PAGES=/peps/ looks only at the pages whose path holds that text. FRESH=1 looks at pages again that have not changed since they passed.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from './checks/accessibility.mjs';
import { checkLayout } from './checks/layout.mjs';
import { checkLoading } from './checks/loading.mjs';
import { checkTitlesDiffer } from './checks/structure.mjs';
import { TARGET, buildHub } from './lib/build.mjs';
import { openTab, startChromium } from './lib/chromium.mjs';
import { expectNone } from './lib/finding.mjs';
import { nameOf, startInspectors } from './lib/inspect.mjs';
import { openMemory } from './lib/memory.mjs';
import { findPages, isWanted, withoutDozens } from './lib/pages.mjs';

const AT_ONCE = 2;
const SCREENSHOTS = path.join(TARGET, 'screenshots');

const SAYS = {
  loading: 'loads without an error, keeps to its policy and asks no other host',
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
const subpathHub = await buildHub({ name: 'test-site-subpath', base: '/virtual-school/', openForms: true });
const browser = await startChromium();
const inspectors = startInspectors(browser);
const memory = openMemory(path.join(TARGET, 'looked-at.json'), hub, browser);
const subpathMemory = openMemory(path.join(TARGET, 'looked-at-subpath.json'), subpathHub, browser);

const allPages = findPages(hub);
const pages = withoutDozens(allPages.filter(isWanted));
const subpathPages = withoutDozens(findPages(subpathHub).filter(isWanted));
const isForm = ({ html }) => html.includes('id="page--form"');
dropOldScreenshots();

after(async () => {
  memory.save();
  subpathMemory.save();
  await browser.close();
  await Promise.all([hub.close(), subpathHub.close()]);
});

/** Looks at a page, with one test for each kind of finding, unless nothing of it has changed since it passed. */
async function look(t, site, page, memory, screenshots) {
  if (memory.knows(page)) return t.diagnostic(`${page.path}: nothing has changed since it passed`);
  const findings = await inspectors.inspect(site, page, { screenshots });
  for (const [kind, found] of Object.entries(findings)) await t.test(SAYS[kind], () => expectNone(found));
  if (Object.values(findings).flat().length === 0) memory.remember(page);
}

test('there are pages to look at', () => {
  assert.ok(pages.length > 0, `no page below ${hub.folder} has "${process.env.PAGES}" in its path`);
});

describe('every page', { concurrency: AT_ONCE }, () => {
  for (const page of pages) {
    test(page.path, (t) => look(t, hub, page, memory, SCREENSHOTS));
  }
});

test('no two pages have the same title', () => expectNone(checkTitlesDiffer(pages)));

describe('under a subpath', { concurrency: AT_ONCE }, () => {
  for (const page of subpathPages.filter(isForm)) {
    test(`${page.path} with its questions`, (t) => look(t, subpathHub, page, subpathMemory, path.join(SCREENSHOTS, 'subpath')));
  }
  test('every other page loads', async (t) => {
    const { goTo, close } = await openTab(browser);
    for (const page of subpathPages.filter((page) => !isForm(page))) {
      await t.test(page.path, async () => {
        const visited = await goTo(page);
        expectNone(checkLoading(subpathHub, page, visited));
      });
    }
    await close();
  });
});

describe('the doors of the header', () => {
  const home = allPages.find(({ path }) => path === '/');
  const meet = async (emulation, look) => {
    const { tab, goTo, close } = await openTab(browser, emulation);
    await goTo(home);
    await look(tab.locator('.site-nav summary'), tab.locator('.site-nav a'), tab);
    await close();
  };
  const shown = async (doors) => {
    const all = await doors.all();
    assert.ok(all.length > 1, 'the header has doors');
    return Promise.all(all.map((door) => door.isVisible()));
  };

  test('fold away on a phone and open by keyboard', () =>
    meet({ width: 320 }, async (menu, doors, tab) => {
      assert.ok((await shown(doors)).every((is) => !is));
      await menu.press('Enter');
      assert.ok((await shown(doors)).every((is) => is));
      expectNone([...(await checkLayout(tab, home, 'menu open')), ...(await checkAccessibility(tab, home, 'menu open'))]);
    }));

  test('open without a script', () =>
    meet({ width: 320, script: false }, async (menu, doors) => {
      await menu.click();
      assert.ok((await shown(doors)).every((is) => is));
    }));

  test('stand open where there is room', () =>
    meet({ width: 1280 }, async (menu, doors) => {
      assert.equal(await menu.isVisible(), false);
      assert.ok((await shown(doors)).every((is) => is));
    }));
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

/** Pages that have gone leave no picture behind; those that have not changed keep theirs. */
function dropOldScreenshots() {
  const names = new Set(allPages.map(nameOf));
  for (const file of readdirIfThere(SCREENSHOTS)) {
    const [, name] = /^(.*)-\d+-(light|dark)\.\w+$/.exec(file) ?? [];
    if (name !== undefined && !names.has(name)) rmSync(path.join(SCREENSHOTS, file));
  }
}

function readdirIfThere(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
