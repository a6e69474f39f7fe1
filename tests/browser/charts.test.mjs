// Pictures of flowcharts in Chromium, with a font as wide as Arial: no text out of its shape, nothing on top of something else.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildFolder, copyHub } from './lib/build.mjs';
import { chanceChart } from './lib/chance-charts.mjs';
import { faultsOfCharts } from './lib/charts.mjs';
import { startChromium } from './lib/chromium.mjs';
import { findPages } from './lib/pages.mjs';

const CHARTS = 200;
const ON_A_PAGE = 25;
/** Fonts that are as wide as Arial, letter by letter. */
const AS_WIDE_AS_ARIAL = /^(Arial|Arimo|Helvetica|Liberation Sans)$/;

/** Labels that would do harm, if they were anything but words. */
const HOSTILE = `flowchart TD
accTitle: Not <script>window.harmed = 1</script> "/><script>window.harmed = 2</script>
accDescr: <img src=x onerror="window.harmed = 3">
a(["<script>window.harmed = 4</script>"]) --> b{"<img src=x onerror='window.harmed = 5'> or </text></svg><script>window.harmed = 6</script>?"}
subgraph lane ["</title><script>window.harmed = 7</script>"]
b -->|"<svg onload='window.harmed = 8'>"| c(["${'long '.repeat(50)}"])
end
b -->|"no"| d(["javascript:window.harmed = 9"])`;

describe('pictures of flowcharts', () => {
  let root;
  let site;
  let browser;
  let tab;

  before(async () => {
    root = await copyHub(await mkdtemp(path.join(tmpdir(), 'charts-')));
    const folder = path.join(root, 'content/chance');
    await mkdir(folder);
    const page = (title, charts) =>
      `---\ntitle: ${title}\nsummary: Charts for a test.\n---\n\n${charts.map((chart) => `\`\`\`mermaid\n${chart}\n\`\`\`\n`).join('\n')}`;
    await writeFile(path.join(folder, '_index.md'), page('Charts', []));
    await writeFile(path.join(folder, 'hostile.md'), page('Hostile', [HOSTILE]));
    for (let first = 1; first <= CHARTS; first += ON_A_PAGE) {
      const charts = Array.from({ length: ON_A_PAGE }, (_, at) => chanceChart(first + at));
      await writeFile(path.join(folder, `from-${first}.md`), page(`From ${first}`, charts));
    }
    site = await buildFolder({ root, folder: path.join(root, 'public') });
    browser = await startChromium();
    tab = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await rm(root, { recursive: true, force: true });
  });

  const look = async (url) => {
    await tab.goto(url);
    return tab.evaluate(faultsOfCharts);
  };

  test('the font is as wide as Arial', async () => {
    await tab.goto(`${site.url}chance/hostile/`);
    const session = await tab.context().newCDPSession(tab);
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root: top } = await session.send('DOM.getDocument');
    const { nodeId } = await session.send('DOM.querySelector', { nodeId: top.nodeId, selector: '.chart-text' });
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    for (const { familyName } of fonts) assert.match(familyName, AS_WIDE_AS_ARIAL);
  });

  test('of the hub: each text in its shape, nothing on top of something else', async () => {
    const pages = findPages(site).filter(({ html, path: at }) => html.includes('<svg class="chart"') && !at.includes('/chance/'));
    const all = { charts: 0, faults: [] };
    for (const page of pages) {
      const { faults, seen } = await look(page.url);
      all.charts += seen.charts;
      all.faults.push(...faults.map((fault) => `${page.path}: ${fault}`));
    }
    assert.deepEqual(all.faults, []);
    assert.ok(all.charts >= 12, `only ${all.charts} charts were found`);
  });

  test(`of ${CHARTS} charts of chance: the same`, async () => {
    const all = { charts: 0, boxes: 0, texts: 0, faults: [] };
    for (let first = 1; first <= CHARTS; first += ON_A_PAGE) {
      const { faults, seen } = await look(`${site.url}chance/from-${first}/`);
      for (const of of Object.keys(seen)) all[of] += seen[of];
      all.faults.push(...faults);
    }
    assert.deepEqual(all.faults, []);
    assert.equal(all.charts, CHARTS);
    assert.ok(all.boxes > 2000 && all.texts > 5000, `only ${all.boxes} boxes and ${all.texts} texts were seen`);
  });

  test('a text that grows and a box that moves are found', async () => {
    await tab.goto(`${site.url}chance/from-1/`);
    const { faults } = await tab.evaluate(`(() => {
      const [one, other] = document.querySelectorAll('.chart-box, .chart-decision, .chart-end');
      const text = document.querySelector('.chart-text');
      text.textContent = text.textContent.repeat(9);
      const to = other.getBBox();
      const box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      for (const [name, value] of Object.entries({ class: 'chart-box', x: to.x, y: to.y, width: 9, height: 9 })) box.setAttribute(name, value);
      one.before(box);
      return (${faultsOfCharts})();
    })()`);
    assert.ok(faults.some((fault) => / is out of its /.test(fault)), faults.join('\n'));
    assert.ok(faults.some((fault) => / overlaps another box/.test(fault)), faults.join('\n'));
  });

  test('labels that look like scripts are words', async () => {
    const refused = [];
    tab.on('dialog', (dialog) => refused.push(dialog.message()));
    const { faults, seen } = await look(`${site.url}chance/hostile/`);
    assert.deepEqual(faults, []);
    assert.equal(seen.charts, 1);
    assert.equal(await tab.evaluate('window.harmed'), undefined);
    assert.equal(await tab.locator('.flowchart script, .flowchart img, .flowchart [onload], .flowchart [onerror]').count(), 0);
    await tab.locator('li', { hasText: '<script>window.harmed = 4</script>' }).first().waitFor();
    await tab.goto(`${site.url}chance/hostile/walk-through/`);
    assert.match(await tab.locator('h1').innerText(), /<img src=x onerror='window\.harmed = 5'>/);
    assert.equal(await tab.evaluate('window.harmed'), undefined);
  });
});
