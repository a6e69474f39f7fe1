// The first submission, without JavaScript: filled in wrongly, then rightly, sealed, seen in the inbox, confirmed, purged.
// The site is opened on localhost and its forms post to 127.0.0.1: two sites to a browser.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { collector, findPlainText, startInbox } from './lib/collector.mjs';
import { startChromium } from './lib/chromium.mjs';
import { checkHtml } from './checks/html.mjs';
import { expectNone } from './lib/finding.mjs';
import { keepHtml, lookAt } from './lib/look-at.mjs';
import { startPreview } from './lib/preview.mjs';

const PROJECT = path.resolve(import.meta.dirname, '../..');
/** Answers that stand nowhere else, so that they can be looked for. */
const CANARIES = ['Canary Quillfeather', 'canary.quillfeather@heron-school.example', 'Heron Canary Academy', 'Head Canary Plover'];
const [NAME, EMAIL, SCHOOL, APPROVER] = CANARIES;

let folder;
let preview;
let browser;
let tab;
let reference;
let kept;
/** The pages on the way, each looked at as it was met. */
const seen = [];
const look = async (page, name, { html }) => seen.push(await lookAt(browser, page, name, html, path.join(PROJECT, 'target/screenshots/journey')));
const place = () => ['--root', folder, '--data', path.join(folder, 'data/demo')];
const identity = () => ['--identity', path.join(folder, 'data/demo/demo-key.txt')];
const rows = async () => (await collector('list', ...place(), '--json')).split('\n').filter(Boolean).map(JSON.parse);

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fingerpost-journey-'));
  for (const part of ['content', 'forms', 'themes', 'site.toml']) cpSync(path.join(PROJECT, part), path.join(folder, part), { recursive: true });
  preview = await startPreview(folder);
  browser = await startChromium();
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 800 } });
  context.setDefaultTimeout(5000);
  tab = await context.newPage();
  kept = keepHtml(tab);
});

after(async () => {
  await browser?.close();
  await preview?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function fillRightly() {
  await tab.check('input[name=council][value=north-northamptonshire]');
  await tab.fill('input[name=full_name]', NAME);
  await tab.check('input[name=workplace][value=school]');
  await tab.check('input[name=designated_teacher][value=yes]');
  await tab.fill('input[name=organisation]', SCHOOL);
  await tab.fill('input[name=job]', 'Designated teacher');
  await tab.check('input[name=has_work_email][value=yes]');
  await tab.fill('input[name=work_email]', EMAIL);
  await tab.fill('input[name=work_phone]', '01632 960 777');
  await tab.fill('input[name=approver_name]', APPROVER);
  await tab.fill('input[name=approver_email]', 'head@heron-school.example');
  await tab.check('input[name=request][value=new]');
  await tab.check('input[name=access][value=school]');
  await tab.fill('input[name=first_day-day]', '7');
  await tab.fill('input[name=first_day-month]', 'jan');
  await tab.fill('input[name=first_day-year]', '2030');
  for (const name of ['need_to_know', 'not_shared', 'trained']) await tab.check(`input[name=${name}]`);
}

const send = () => tab.locator('main form button[type=submit]').first().click();

test('the form says first who reads it, when, and that it is for practice', async () => {
  const address = new URL('forms/login-request/', preview.url);
  address.hostname = 'localhost';
  const answer = await tab.goto(address.href);
  assert.equal(answer.status(), 200);
  const words = await tab.locator('main').innerText();
  assert.match(words, /Practice only: do not enter a real child/);
  assert.ok(words.indexOf('999') < words.indexOf('What is your full name'), 'what if it can’t wait stands before the first question');
  assert.match(words, /Nobody reads it at night/);
  const drawn = await tab.context().newPage();
  const sent = await drawn.goto(await tab.getAttribute('main form[action]', 'action'));
  await look(drawn, 'form', { html: await sent.text() });
  await drawn.close();
});

test('an empty form comes back with every mistake, each a link to its answer in the same words', async () => {
  await send();
  assert.equal(new URL(tab.url()).hostname, '127.0.0.1');
  assert.match(await tab.title(), /^Error: /);
  const links = await tab.locator('[role=alert] a').evaluateAll((found) => found.map((link) => [link.getAttribute('href'), link.textContent.trim()]));
  assert.ok(links.length >= 8, `${links.length} mistakes`);
  for (const [href, text] of links) {
    const target = tab.locator(`main ${href}`);
    assert.equal(await target.count(), 1, `${href} is one element`);
    assert.ok(await target.evaluate((found) => found.matches('input, select, textarea')), `${href} is an input`);
    assert.ok((await tab.locator('main form').innerText()).includes(text), `“${text}” stands at its field too`);
  }
  await look(tab, 'form-with-errors', kept);
});

test('a private address is refused, and no other answer is lost', async () => {
  await fillRightly();
  await tab.fill('input[name=work_email]', 'canary@gmail.com');
  await send();
  assert.match(await tab.locator('[role=alert]').innerText(), /gmail\.com/);
  assert.equal(await tab.inputValue('input[name=full_name]'), NAME);
  assert.equal(await tab.inputValue('input[name=first_day-month]'), 'jan');
  assert.ok(await tab.isChecked('input[name=workplace][value=school]'));
  assert.ok(await tab.isChecked('input[name=trained]'));
  assert.equal((await rows()).length, 0);
});

test('an answer to a question that is not asked is shown before it is dropped', async () => {
  await tab.fill('input[name=work_email]', EMAIL);
  await tab.fill('input[name=leaver_name]', 'Canary Leaver');
  await send();
  assert.match(await tab.locator('main').innerText(), /Canary Leaver/);
  await look(tab, 'form-that-drops', kept);
  assert.equal((await rows()).length, 0);
});

test('a right form is acknowledged with a reference, once', async () => {
  await send();
  assert.match(tab.url(), /\/forms\/login-request\/received\/LOG-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  reference = tab.url().split('/').pop();
  assert.match(await tab.locator('main').innerText(), new RegExp(reference));
  await look(tab, 'receipt', kept);
  await tab.reload();
  assert.deepEqual((await rows()).map((row) => [row.reference, row.form, row.council, row.opened]), [[reference, 'login-request', 'north-northamptonshire', null]]);
});

test('nothing that was typed stands on the disk in plain text', () => {
  assert.deepEqual(findPlainText(path.join(folder, 'data'), CANARIES), []);
  for (const canary of CANARIES) assert.ok(!preview.output().includes(canary), `${canary} is in the log`);
});

test('the team sees it in the inbox, works on it, and confirms it', async () => {
  const inbox = await startInbox(...place(), ...identity());
  try {
    const context = await browser.newContext({ javaScriptEnabled: false });
    context.setDefaultTimeout(5000);
    const desk = await context.newPage();
    const shown = keepHtml(desk);
    const stranger = await desk.goto(inbox.url.replace(/\?.*/, ''));
    assert.equal(stranger.status(), 403, 'without the token nobody gets in');
    await desk.goto(inbox.url);
    assert.ok(!desk.url().includes('token'), 'the token leaves the address');
    await look(desk, 'inbox', shown);
    await desk.getByRole('link', { name: reference }).click();
    const words = await desk.locator('main').innerText();
    for (const answer of [NAME, EMAIL, SCHOOL, APPROVER, '01632 960 777', 'North Northamptonshire']) assert.ok(words.includes(answer), answer);
    assert.match(words, /official directory/);
    await look(desk, 'inbox-opened', shown);
    await desk.locator('button[name=state][value=made]').click();
    assert.equal((await rows())[0].progress, 'made');
    await desk.locator('input[name=filed]').check();
    await desk.locator('form[action$="/confirm"] button').click();
    assert.match(await desk.locator('main').innerText(), /Nothing is waiting/);
    await context.close();
  } finally {
    inbox.stop();
  }
  assert.ok((await rows())[0].confirmed);
});

test('when its time is over it is purged, and nothing of it is left', async () => {
  assert.match(await collector('purge', ...place()), /^0 deleted/);
  await assert.rejects(collector('purge', ...place(), '--now', '2031-01-01T00:00:00Z'), /clock/);
  assert.match(await collector('purge', ...place(), '--now', '2031-01-01T00:00:00Z', '--clock-is-right'), /^1 deleted/);
  assert.deepEqual(await rows(), []);
  assert.deepEqual(findPlainText(path.join(folder, 'data'), [...CANARIES, reference]), []);
});

test('every page on the way is right HTML, fits every screen, and keeps to WCAG 2.2 AA', async () => {
  assert.deepEqual(seen.map(({ page }) => page.path), ['form', 'form-with-errors', 'form-that-drops', 'receipt', 'inbox', 'inbox-opened']);
  const { errors } = await checkHtml(seen.map(({ page }) => page));
  expectNone([...seen.flatMap(({ findings }) => findings), ...errors]);
});
