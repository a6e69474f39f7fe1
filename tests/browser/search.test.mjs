// The search: the script ranks as the program does, over hundreds of queries; and what a reader does with it in a browser.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkAccessibility } from './checks/accessibility.mjs';
import { checkLayout } from './checks/layout.mjs';
import { HUB, PROGRAM, TODAY, buildHub } from './lib/build.mjs';
import { openTab, startChromium } from './lib/chromium.mjs';
import { expectNone } from './lib/finding.mjs';
import { findPages } from './lib/pages.mjs';

const MOST = 30;
const hub = await buildHub({ name: 'test-search' });
const browser = await startChromium();
after(() => Promise.all([browser.close(), hub.close()]));

const assets = path.join(hub.folder, 'assets');
const named = (pattern) => path.join(assets, readdirSync(assets).find((name) => pattern.test(name)));
const script = readFileSync(named(/^search-\w+\.js$/), 'utf8');
const folder = named(/^search-\w+$/);
const { openIndex } = await import(`data:text/javascript,${encodeURIComponent(script)}`);

/** What each query finds by the program: all at once, since each run reads the whole hub. */
function byProgram(queries, ...options) {
  const input = queries.map((query) => `${query}\n`).join('');
  const words = ['search', '--root', HUB, '--today', TODAY, '--base-url', hub.url, '--json', '--most', String(MOST), ...options, '--', '-'];
  const run = spawnSync(PROGRAM, words, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const load = async (name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const index = await openIndex(load);

async function byScript(query, ask) {
  const { first, more } = await index.search(query, ask);
  return [...first, ...(await more(10, MOST))].map(({ url, title, score }) => ({ url, title, score }));
}

async function hold(queries, ask = {}, ...options) {
  const expected = byProgram(queries, ...options);
  assert.equal(expected.length, queries.length, 'one line of the program a query');
  for (const [at, query] of queries.entries()) {
    assert.deepEqual(await byScript(query, ask), expected[at], `“${query}” is ranked otherwise`);
  }
}

const start = await load('start.json');
const pages = findPages(hub).filter(({ kind }) => kind === 'page');
const heading = ({ html }) => /<h1[^>]*>([^<]+)</.exec(html)?.[1].replaceAll('&amp;', '&').replace(/&#x?\w+;/g, '’');
// The days and months of deadlines have hundreds of titles of one kind.
const titles = [...new Set(pages.map(heading).filter((title) => title && !/\d{4}/.test(title)))];

/** A title with an error in its longest word, another one for each title. */
function misspelt(title, at) {
  const word = title.split(/[^\p{L}]+/u).sort((a, b) => b.length - a.length)[0];
  if (word.length < 5) return title;
  const place = at % (word.length - 1);
  const letters = [...word];
  if (at % 3 === 0) letters.splice(place, 1);
  else if (at % 3 === 1) [letters[place], letters[place + 1]] = [letters[place + 1], letters[place]];
  else letters[place] = 'x';
  return title.replace(word, letters.join(''));
}

/** What no page has, what looks like code, and what is hard to take apart. */
const ODD = [
  'a', 'the', 'to be or not to be', 'section a', 'headteacher', 'school NN1 1ED', '2026', 'post16', 'year11', 'ks4', 'ECHP', 'can’t log in', 'Zoë’s PEP', 'ÉCOLE', 'kids',
  'xyzzy', 'xyzzy attendance', 'pep '.repeat(20), '🙂 pep', '+', '=1', 'head+teacher', '"', '__proto__', 'constructor', '<script>alert(1)</script>', '日本語', '𝒫ep',
];

describe('the script and the program', () => {
  test('rank the same', async () => {
    const names = start.names.flatMap((of) => of.split('|'));
    const queries = [
      ...titles,
      ...titles.map(misspelt),
      ...titles.map((title, at) => title.slice(0, 2 + (at % 9))),
      ...names.flatMap((name, at) => [name, `${name} ${titles[at % titles.length]}`]),
      ...ODD,
    ];
    assert.ok(queries.length > 300, `${queries.length} queries`);
    await hold(queries);
  });

  test('rank the same as it was typed and for one kind of reader', () =>
    hold([...titles, ...titles.map(misspelt)], { asTyped: true, audience: 'carer' }, '--as-typed', '--for', 'carer'));

  test('read few of the files for a query', async () => {
    const seen = new Set();
    const fresh = await openIndex(async (name) => {
      seen.add(name);
      return load(name);
    });
    await fresh.search('attendance');
    assert.ok(seen.has('start.json') && seen.size <= 4, [...seen].join(' '));
  });

  test('mark what was found, in other forms and by other names too', async () => {
    const marked = async (query, text) => {
      const { marks } = await index.search(query);
      return index.stretches(text, marks).map(([part, isMarked]) => (isMarked ? `[${part}]` : part)).join('');
    };
    assert.equal(await marked('attendence', 'Attendance: who can’t attend'), '[Attendance]: who can’t [attend]');
    assert.equal(await marked('LAC', 'A looked-after child, a child in care'), 'A [looked]-[after] [child], a [child] [in] [care]');
  });

  test('the script weighs less than 6 KB on the wire', () => {
    const bytes = gzipSync(script, { level: 9 }).length;
    assert.ok(bytes < 6000, `${bytes} bytes`);
  });
});

const LOOKS = [{ width: 320 }, { width: 1280, scheme: 'dark' }];
const searchPage = pages.find(({ path: at }) => at === '/search/');
const home = pages.find(({ path: at }) => at === '/');

/** Opens a page, and gives what a reader can do there. */
async function meet(page, emulation, act) {
  const { tab, goTo, close } = await openTab(browser, emulation);
  try {
    const { seen } = await goTo(page);
    const links = tab.locator('[data-search-all] a');
    await act({
      tab,
      seen,
      links,
      box: tab.getByLabel('What are you looking for?'),
      told: tab.getByRole('status'),
      first: () => links.first().textContent(),
      query: () => new URL(tab.url()).search,
    });
    return seen;
  } finally {
    await close();
  }
}
const asked = (query) => ({ ...searchPage, url: `${searchPage.url}?${new URLSearchParams(query)}`, path: `${searchPage.path}?` });

describe('a reader', { concurrency: 2 }, () => {
  test('types into the header on a phone, with an error, and has the page', () =>
    meet(home, { width: 320 }, async ({ tab, links, told, first, query }) => {
      const box = tab.getByRole('searchbox', { name: 'Search this site' });
      await box.fill('attendence');
      await box.press('Enter');
      await links.first().waitFor();
      assert.equal(query(), '?q=attendence');
      assert.equal(await first(), 'Attendance');
      assert.match(await told.textContent(), /^\d+ results$/);
      assert.match(await tab.locator('[data-search-note]').textContent(), /Showing results for attendance\. Search instead for attendence/);
    }).then(({ requests }) => assert.deepEqual(requests.filter((url) => new URL(url).search), [], 'what was typed is not sent')));

  test('has it as it was typed, goes back, and loads the page again', () =>
    meet(asked({ q: 'attendence' }), { width: 320 }, async ({ tab, links, told, query, first }) => {
      await tab.getByRole('button', { name: 'Search instead for attendence' }).click();
      await tab.waitForFunction(() => /^No results/.test(document.querySelector('[data-search-told]').textContent));
      assert.match(query(), /exact=1/);
      assert.ok(await tab.getByRole('heading', { name: 'A', exact: true }).isVisible(), 'the A to Z is there');
      await tab.goBack();
      await links.first().waitFor();
      assert.equal(await first(), 'Attendance');
      await tab.reload();
      await links.first().waitFor();
      assert.equal(query(), '?q=attendence');
      assert.match(await told.textContent(), /^\d+ results$/);
    }));

  test('sees results while typing, and nothing that is typed is sent', async () => {
    const seen = await meet(searchPage, {}, async ({ tab, links, box, first, query }) => {
      await box.pressSequentially('attenda');
      await tab.waitForFunction(() => location.search === '?q=attenda');
      await links.first().waitFor();
      assert.equal(await first(), 'Attendance');
      assert.ok(await box.evaluate((box) => box === document.activeElement), 'the focus stays in the box');
      await box.fill('');
      await tab.getByRole('heading', { name: 'A', exact: true }).waitFor();
      assert.equal(query(), '');
    });
    assert.deepEqual(seen.requests.filter((url) => url.includes('atten')), []);
    assert.deepEqual(seen.messages, []);
  });

  test('goes to the results with Enter, and through them with the Tab key', () =>
    meet(searchPage, {}, async ({ tab, links, box, first }) => {
      await box.fill('bursary');
      await box.press('Enter');
      await tab.waitForFunction(() => document.activeElement.matches('[data-search-results]'));
      await tab.keyboard.press('Tab');
      assert.equal(await tab.evaluate(() => document.activeElement.textContent), await first());
      assert.ok((await links.count()) > 1);
    }));

  test('sees more than ten results on request, once each', () =>
    meet(asked({ q: 'school' }), {}, async ({ tab, links }) => {
      await links.nth(9).waitFor();
      assert.equal(await links.count(), 10);
      await tab.getByRole('button', { name: 'Show more' }).click();
      await links.nth(10).waitFor();
      const urls = await links.evaluateAll((links) => links.map((link) => link.href));
      assert.equal(new Set(urls).size, urls.length);
      assert.ok(await links.nth(10).evaluate((link) => link === document.activeElement), 'the focus is on the first new one');
    }));

  test('narrows results down to those for carers', () =>
    meet(asked({ q: 'pep' }), {}, async ({ tab, links, told, query }) => {
      await links.first().waitFor();
      const all = parseInt(await told.textContent(), 10);
      await tab.getByLabel('For whom?').selectOption('carer');
      await tab.waitForFunction((all) => parseInt(document.querySelector('[data-search-told]').textContent, 10) < all, all);
      assert.equal(query(), '?q=pep&for=carer');
    }));

  test('reads the words around what was found in the text of a page', () =>
    meet(asked({ q: 'haircuts' }), {}, async ({ tab }) => {
      await tab.locator('[data-search-all] p mark').first().waitFor();
      assert.match(await tab.locator('[data-search-all] p').first().textContent(), /haircut/i);
    }));

  test('is told what to do when the index can’t be loaded', async () => {
    const { tab, goTo, close } = await openTab(browser, {});
    await goTo(home);
    await tab.route('**/assets/search-*/**', (route) => route.abort());
    await tab.goto(asked({ q: 'attendance' }).url);
    await tab.getByText('The search could not be loaded.').waitFor();
    assert.ok(await tab.getByRole('heading', { name: 'A', exact: true }).isVisible(), 'the A to Z is there');
    await close();
  });

  test('can’t make the page run or show what they type as HTML', () =>
    meet(asked({ q: '<img src=x onerror=alert(1)> attendence' }), {}, async ({ tab, links }) => {
      await links.first().waitFor();
      assert.equal(await tab.locator('main img').count(), 0);
    }));

  test('has the A to Z without a script', () =>
    meet(home, { width: 320, script: false }, async ({ tab, query }) => {
      const box = tab.getByRole('searchbox', { name: 'Search this site' });
      await box.fill('attendance');
      await box.press('Enter');
      await tab.locator('.a-to-z').getByRole('link', { name: 'Attendance', exact: true }).first().waitFor();
      assert.equal(query(), '?q=attendance');
    }));

  for (const look of LOOKS) {
    test(`finds nothing in the way at ${look.width} pixels`, () =>
      meet(asked({ q: 'virtuel school exclusion' }), look, async ({ tab, links }) => {
        await links.first().waitFor();
        expectNone([...(await checkLayout(tab, searchPage, 'results')), ...(await checkAccessibility(tab, searchPage, 'results'))]);
      }));
  }
});
