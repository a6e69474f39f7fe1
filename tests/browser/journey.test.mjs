// The first submission: filled in wrongly, then rightly, sealed, seen in the inbox, confirmed, purged. Once on a phone without
// script, where every page on the way is looked at in every way, and once on a desk by keyboard alone.
// The site is opened on localhost and its forms post to 127.0.0.1: two sites to a browser.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkHtml } from './checks/html.mjs';
import { checkLinks } from './checks/links.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { TARGET, copyHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';
import { collector, findPlainText, startInbox } from './lib/collector.mjs';
import { expectNone } from './lib/finding.mjs';
import { keyboard, pointing } from './lib/hands.mjs';
import { startInspectors } from './lib/inspect.mjs';
import { startPreview } from './lib/preview.mjs';
import { keepSent, sentPage } from './lib/sent-page.mjs';

/** Answers that stand nowhere else, so that they can be looked for. */
const CANARIES = ['Canary Quillfeather', 'canary.quillfeather@heron-school.example', 'Heron Canary Academy', 'Head Canary Plover'];
const [NAME, EMAIL, SCHOOL, APPROVER] = CANARIES;
const SCREENSHOTS = path.join(TARGET, 'screenshots/journey');
const DEADLINE = 5000;

const WAYS = [
  { way: 'on a phone, without script', reader: { javaScriptEnabled: false, viewport: { width: 320, height: 800 } }, hands: pointing, isLookedAt: true },
  { way: 'on a desk in the dark, by keyboard alone', reader: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }, hands: keyboard },
];

for (const { way, reader, hands, isLookedAt } of WAYS) {
  describe(way, () => {
    let folder;
    let preview;
    let browser;
    let tab;
    let hand;
    let kept;
    let reference;
    /** The pages on the way, before and after they were looked at. */
    const met = [];
    const seen = [];
    const place = () => ['--root', folder, '--data', path.join(folder, 'data/demo')];
    const identity = () => ['--identity', path.join(folder, 'data/demo/demo-key.txt')];
    const rows = async () => (await collector('list', ...place(), '--json')).split('\n').filter(Boolean).map(JSON.parse);

    /** Opens a tab as this reader has it. */
    async function open() {
      const context = await browser.newContext(reader);
      context.setDefaultTimeout(DEADLINE);
      const opened = await context.newPage();
      return { tab: opened, hand: hands(opened), kept: keepSent(opened), close: () => context.close() };
    }

    /** Keeps the page that a tab shows, to look at it later. */
    async function meet(name, { kept }) {
      if (!isLookedAt) return;
      const page = sentPage(name, await kept.last, SCREENSHOTS);
      met.push({ page, site: { origin: new URL(page.url).origin, base: '/' } });
    }

    /** Looks at every page that was met, as somebody who has the cookies of this tab. Their servers must still give the style sheets. */
    async function lookAtThem(tab) {
      const inspectors = startInspectors(browser, { storageState: await tab.context().storageState() });
      const looks = met.map(async ({ site, page }) => {
        const found = await inspectors.inspect(site, page, { screenshots: SCREENSHOTS });
        seen.push({ site, page, findings: [...checkMarkup(site, page), ...Object.values(found).flat()] });
      });
      await Promise.all(looks);
      await inspectors.close();
    }

    before(async () => {
      folder = await copyHub(mkdtempSync(path.join(tmpdir(), 'fingerpost-journey-')));
      preview = await startPreview(folder);
      browser = await startChromium();
      ({ tab, hand, kept } = await open());
    });

    after(async () => {
      await browser?.close();
      await preview?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    async function fillRightly() {
      await hand.choose('input[name=council][value=north-northamptonshire]');
      await hand.write('input[name=full_name]', NAME);
      await hand.choose('input[name=workplace][value=school]');
      await hand.choose('input[name=designated_teacher][value=yes]');
      await hand.write('input[name=organisation]', SCHOOL);
      await hand.write('input[name=job]', 'Designated teacher');
      await hand.choose('input[name=has_work_email][value=yes]');
      await hand.write('input[name=work_email]', EMAIL);
      await hand.write('input[name=work_phone]', '01632 960 777');
      await hand.write('input[name=approver_name]', APPROVER);
      await hand.write('input[name=approver_email]', 'head@heron-school.example');
      await hand.choose('input[name=request][value=new]');
      await hand.choose('input[name=access][value=school]');
      await hand.write('input[name=first_day-day]', '7');
      await hand.write('input[name=first_day-month]', 'jan');
      await hand.write('input[name=first_day-year]', '2030');
      for (const name of ['need_to_know', 'not_shared', 'trained']) await hand.choose(`input[name=${name}]`);
    }

    const send = () => hand.press('main form button[type=submit]');

    test('the form says first who reads it, when, and that it is for practice', async () => {
      const address = new URL('forms/login-request/', preview.url);
      address.hostname = 'localhost';
      const answer = await tab.goto(address.href);
      assert.equal(answer.status(), 200);
      const words = await tab.locator('main').innerText();
      assert.match(words, /Practice only: do not enter a real child/);
      assert.ok(words.indexOf('999') < words.indexOf('What is your full name'), 'what if it can’t wait stands before the first question');
      assert.match(words, /Nobody reads it at night/);
      const drawn = await open();
      await drawn.tab.goto(await tab.getAttribute('main form[action]', 'action'));
      await meet('form', drawn);
      await drawn.close();
    });

    test('an empty form comes back with every mistake, each a link to its answer in the same words', async () => {
      await send();
      assert.equal(new URL(tab.url()).hostname, '127.0.0.1');
      assert.match(await tab.title(), /^Error: /);
      assert.equal(await tab.evaluate(() => document.activeElement.id), 'page--wrong', 'the focus begins at what is wrong');
      const links = await tab.locator('[role=alert] a').evaluateAll((found) => found.map((link) => [link.getAttribute('href'), link.textContent.trim()]));
      assert.ok(links.length >= 8, `${links.length} mistakes`);
      for (const [href, text] of links) {
        const target = tab.locator(`main ${href}`);
        assert.equal(await target.count(), 1, `${href} is one element`);
        assert.ok(await target.evaluate((found) => found.matches('input, select, textarea')), `${href} is an input`);
        assert.ok((await tab.locator('main form').innerText()).includes(text), `“${text}” stands at its field too`);
      }
      await meet('form-with-errors', { kept });
    });

    test('a private address is refused, and no other answer is lost', async () => {
      await fillRightly();
      await hand.write('input[name=work_email]', 'canary@gmail.com');
      await send();
      assert.match(await tab.locator('[role=alert]').innerText(), /gmail\.com/);
      assert.equal(await tab.inputValue('input[name=full_name]'), NAME);
      assert.equal(await tab.inputValue('input[name=first_day-month]'), 'jan');
      assert.ok(await tab.isChecked('input[name=workplace][value=school]'));
      assert.ok(await tab.isChecked('input[name=trained]'));
      assert.equal((await rows()).length, 0);
    });

    test('an answer to a question that is not asked is shown before it is dropped', async () => {
      await hand.write('input[name=work_email]', EMAIL);
      await hand.choose('input[name=request][value=leaver]');
      await hand.write('input[name=leaver_name]', 'Canary Leaver');
      await hand.choose('input[name=request][value=new]');
      await send();
      assert.match(await tab.locator('main').innerText(), /Canary Leaver/);
      await meet('form-that-drops', { kept });
      assert.equal((await rows()).length, 0);
    });

    test('a right form is acknowledged with a reference, once', async () => {
      await send();
      assert.match(tab.url(), /\/forms\/login-request\/received\/LOG-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      reference = tab.url().split('/').pop();
      assert.match(await tab.locator('main').innerText(), new RegExp(reference));
      await meet('receipt', { kept });
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
        const desk = await open();
        const stranger = await desk.tab.goto(inbox.url.replace(/\?.*/, ''));
        assert.equal(stranger.status(), 403, 'without the token nobody gets in');
        await desk.tab.goto(inbox.url);
        assert.ok(!desk.tab.url().includes('token'), 'the token leaves the address');
        await meet('inbox', desk);
        await desk.hand.press(`main a[href$="${reference}"]`);
        const words = await desk.tab.locator('main').innerText();
        for (const answer of [NAME, EMAIL, SCHOOL, APPROVER, '01632 960 777', 'North Northamptonshire']) assert.ok(words.includes(answer), answer);
        assert.match(words, /official directory/);
        await meet('inbox-opened', desk);
        await desk.hand.press('button[name=state][value=made]');
        assert.equal((await rows())[0].progress, 'made');
        await desk.hand.choose('input[name=filed]');
        await desk.hand.press('form[action$="/confirm"] button');
        assert.match(await desk.tab.locator('main').innerText(), /Nothing is waiting/);
        await meet('inbox-empty', desk);
        await lookAtThem(desk.tab);
        await desk.close();
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

    test('every page on the way passes every check', { skip: !isLookedAt }, async () => {
      assert.deepEqual(seen.map(({ page }) => page.path).sort(), ['form', 'form-that-drops', 'form-with-errors', 'inbox', 'inbox-empty', 'inbox-opened', 'receipt']);
      const pages = seen.map(({ page }) => page);
      const ofTheCollector = seen.filter(({ page }) => !page.path.startsWith('inbox'));
      const hub = { origin: new URL(preview.url).origin, base: '/' };
      const { errors } = await checkHtml(pages);
      const links = await Promise.all([hub, ofTheCollector[0].site].map((site) => checkLinks(site, ofTheCollector.map(({ page }) => page))));
      expectNone([...seen.flatMap(({ findings }) => findings), ...errors, ...links.flat()]);
    });
  });
}
