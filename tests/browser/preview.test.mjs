// `fingerpost serve` in the hands of an author: what is saved shows by itself, and a mistake shows on the page.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';
import { startPreview } from './lib/preview.mjs';

const DEADLINE = 20_000;
const HOME = 'content/_index.md';
const NEWS = 'The hedgehog has moved into the library.';

describe('the preview', () => {
  let folder;
  let preview;
  let browser;
  let tab;
  let home;
  const save = (text) => writeFile(path.join(folder, HOME), text);
  const problems = () => tab.locator('#fingerpost-problems');
  const mistake = () => problems().getByText(/titel/).first();

  before(async () => {
    folder = await copyHub(await mkdtemp(path.join(tmpdir(), 'preview-')));
    home = await readFile(path.join(folder, HOME), 'utf8');
    preview = await startPreview(folder);
    browser = await startChromium();
    tab = await browser.newPage();
    tab.setDefaultTimeout(DEADLINE);
  });
  after(async () => {
    await browser?.close();
    await preview?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('shows the home page', async () => {
    const answer = await tab.goto(preview.url);
    assert.equal(answer.status(), 200);
    await tab.locator('h1').waitFor();
    assert.equal(await problems().count(), 0);
  });

  test('shows what was saved, without a reload by hand', async () => {
    await save(`${home}\n${NEWS}\n`);
    await tab.getByText(NEWS).waitFor();
  });

  test('lays a mistake over the page: file, line and words', async () => {
    await save(home.replace('---\n', '---\ntitel: Home\n'));
    await mistake().waitFor();
    const { text, roles } = await problems().evaluate((box) => {
      const inside = box.shadowRoot ?? box;
      const roleOf = (element) => element.getAttribute('role') ?? (element.localName === 'dialog' ? 'dialog' : undefined);
      return { text: inside.textContent, roles: [box, ...inside.querySelectorAll('*')].map(roleOf).filter(Boolean) };
    });
    assert.match(text, /content\/_index\.md:2\b/);
    assert.match(text, /titel/);
    assert.ok(roles.some((role) => ['alert', 'alertdialog', 'dialog'].includes(role)), `no alert or dialog among its roles: ${roles}`);
  });

  test('still tells the mistake to a page that is opened now', async () => {
    await tab.reload();
    await mistake().waitFor();
  });

  test('takes the mistake away once it is mended', async () => {
    await save(home);
    await mistake().waitFor({ state: 'hidden' });
    await tab.locator('h1').waitFor();
    assert.equal(await tab.getByText(NEWS).count(), 0);
  });

  const CHART = '\n```mermaid\nflowchart TD\n  accTitle: A chart\n  a([A child is new]) --> b([Say hello])\n```\n';

  test('shows a flowchart, and what changes in it', async () => {
    await save(home + CHART);
    await tab.locator('.chart-steps li', { hasText: 'Say hello' }).waitFor();
    await save(home + CHART.replace('Say hello', 'Wave first'));
    await tab.locator('.chart-steps li', { hasText: 'Wave first' }).waitFor();
    assert.match(await tab.locator('svg.chart').textContent(), /Wave first/);
  });

  test('tells a mistake in a flowchart with its line and a caret below it', async () => {
    const text = home + CHART.replace('--> b', '-> b');
    await save(text);
    await problems().getByText(/flowchart-/).first().waitFor();
    const told = await problems().evaluate((box) => (box.shadowRoot ?? box).textContent);
    const line = text.split('\n').findIndex((one) => one.includes('-> b')) + 1;
    assert.match(told, new RegExp(`content/_index\\.md:${line}:\\d+`));
    assert.match(told, new RegExp(`${line} \\|   a\\(\\[A child is new\\]\\) -> b`));
    assert.match(told, /\n +\| +\^/);
    await save(home);
    await problems().getByText(/flowchart-/).first().waitFor({ state: 'hidden' });
  });

  test('ends when it is asked to', async () => {
    assert.ok(await preview.stop(), `it was still running 5 s after SIGTERM\n${preview.output()}`);
  });
});
