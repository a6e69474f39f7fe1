// The search: the script ranks as the program does, over hundreds of queries; and what a reader does with it in a browser.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
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

const read = [];
const index = await openIndex(async (name) => {
  read.push(name);
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
});

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

const rows = JSON.parse(readFileSync(path.join(folder, 'start.json'), 'utf8'));
const titles = [...new Set(findPages(hub).filter(({ kind }) => kind === 'page').map(({ html }) => /<h1[^>]*>([^<]+)</.exec(html)?.[1]).filter(Boolean))]
  .map((title) => title.replaceAll('&amp;', '&').replace(/&#x?\w+;|&\w+;/g, ' ')).slice(0, 250);

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

describe('the script and the program', () => {
  test('rank the same: titles', () => hold(titles));
  test('rank the same: misspelt titles', () => hold(titles.map(misspelt)));
  test('rank the same: the beginnings of titles, as they are typed', () => hold(titles.map((title, at) => title.slice(0, 2 + (at % 9)))));
  test('rank the same: names of the glossary, alone and with another word', () =>
    hold(rows.names.flatMap((names) => names.split('|')).flatMap((name) => [name, `${name} school`, `when ${name}`])));
  test('rank the same: what readers type', () =>
    hold([
      'attendence', 'LAC admissions', 'virtuel school', 'who pays for laptop', 'my child is excluded', 'what is a PEP', 'what if school wont take him', 'section a',
      'headteacher', 'home scholing', 'school NN1 1ED', '2026', 'a', 'the', 'to be or not to be', 'can’t log in', 'Zoë’s PEP', 'ÉCOLE', '🙂 pep', '+', '=1', 'head+teacher',
      'xyzzy', 'xyzzy attendance', 'pep '.repeat(20), 'post16', 'year11', 'ks4', '__proto__', 'constructor', '<script>alert(1)</script>', '日本語',
    ]));
  test('rank the same: as typed, and for one kind of reader', async () => {
    const queries = titles.filter((_, at) => at % 3 === 0).map(misspelt);
    await hold(queries, { asTyped: true }, '--as-typed');
    await hold(queries, { audience: 'carer' }, '--for', 'carer');
  });
  test('a query reads few of the files', async () => {
    const seen = new Set();
    const fresh = await openIndex(async (name) => {
      seen.add(name);
      return JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    });
    await fresh.search('attendance');
    assert.ok(seen.has('start.json') && seen.size <= 4, [...seen].join(' '));
  });
});
