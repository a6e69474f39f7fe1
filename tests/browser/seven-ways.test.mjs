// A hub with one page made wrong on purpose, in each of seven ways: the very tests that `./test html browser` runs must fail, and
// name the page, the element and what to do. Try one by hand: WAY="dead link" node --test tests/browser/seven-ways.test.mjs
// prints what they say. The checks alone are seen failing, in many more ways, in guards.test.mjs and guards-files.test.mjs.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROGRAM, addTo, copyHub } from './lib/build.mjs';

const AT_ONCE = 2;

/** For each way: what stands in the page and in the theme, the step of `./test` that finds it, and what that step says. */
const WAYS = {
  'missing label': {
    body: '<form><p>Your email <input name="email" type="email"></p></form>',
    step: 'browser',
    says: ['/broken/: axe:label', '<input name="email" type="email">', 'do:    Fix any of the following:'],
  },
  'low contrast': {
    body: '<p class="faint">Can you read this?</p>',
    style: '.faint { color: #bbb; }',
    step: 'browser',
    says: ['/broken/: axe:color-contrast', 'where: .faint  <p class="faint">', 'Expected contrast ratio of 4.5:1'],
  },
  'heading skipped': {
    body: '<h2>Two</h2><h4>Four</h4>',
    step: 'browser',
    says: ['/broken/: heading-skipped', 'h4 "Four"', 'do:    make it an h3'],
  },
  'inline script': {
    body: '<script>document.title = "x";</script>',
    step: 'html',
    says: ['/broken/: inline-script', 'where: <script> on line', "do:    move it to the theme's site.js"],
  },
  'dead link': {
    body: '<p>This way is <a href="/gone/">closed</a>.</p>',
    step: 'html',
    says: ['/broken/: link-broken', 'where: <a href="/gone/"> on line', 'do:    mend the path, or write the page'],
  },
  'wrong HTML': {
    body: '<p>A <div>block</div> in a paragraph</p>',
    step: 'html',
    says: ['/broken/: html:error', 'where: line', 'No “p” element in scope', 'do:    mend the template or the text that wrote it'],
  },
  'text cut off at 320 px': {
    body: '<p class="one-line">These words stand in one line, which a desk has room for and a phone has not.</p>',
    style: '.one-line { white-space: nowrap; overflow: hidden; }',
    step: 'browser',
    says: ['/broken/: text-cut-off (320 px', 'p.one-line "These words stand', 'do:    let the text wrap; take overflow: hidden away'],
  },
};

const FILES = { html: 'html.test.mjs', browser: 'site.test.mjs' };

let folder;
before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'seven-ways-'))));
after(() => rm(folder, { recursive: true, force: true }));

describe('a hub fails with its place by', { concurrency: AT_ONCE }, () => {
  for (const [name, { body, style, step, says }] of Object.entries(WAYS).filter(([name]) => !process.env.WAY || process.env.WAY === name)) {
    test(name, async () => {
      const { code, output } = await run([step], await hubWith(name, body, style));
      if (process.env.WAY) console.log(output);
      assert.equal(code, 1, `./test ${step} ended with ${code}\n${output}`);
      for (const words of says) assert.ok(output.includes(words), `it does not say ${words}\n${output}`);
    });
  }
});

test('the same hub with nothing wrong passes', async () => {
  const { code, output } = await run(['html', 'browser'], await hubWith('nothing', '<p>Plain words.</p>', '.faint { color: inherit; }'));
  assert.equal(code, 0, output);
});

/** Our hub with one more page, in which HTML may stand. */
async function hubWith(name, body, style = '') {
  const hub = await copyHub(path.join(folder, name.replaceAll(' ', '-')));
  const settings = path.join(hub, 'site.toml');
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('raw_html = false', 'raw_html = true'));
  await writeFile(path.join(hub, 'content/broken.md'), `---\ntitle: A page of the guards\nsummary: It may be wrong on purpose.\n---\n\n${body}\n`);
  await addTo(path.join(hub, 'themes/default/assets/style.css'), style);
  return hub;
}

/** What `./test` does for these steps once the program and the tools are there, for that page alone. */
function run(steps, hub) {
  const { NODE_TEST_CONTEXT: ours, WAY: way, ...env } = process.env;
  const files = steps.map((step) => path.join(import.meta.dirname, FILES[step]));
  const options = { env: { ...env, HUB: hub, PAGES: '/broken/', FINGERPOST: PROGRAM, NO_COLOR: '1', FORCE_COLOR: '0' }, maxBuffer: 16e6 };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files], options, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}
