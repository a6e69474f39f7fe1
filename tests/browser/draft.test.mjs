// A draft, without JavaScript and without a mouse: begun on one device, gone on with on another, checked, sent, and read by the team.
// Then the forms of a child, and what the script adds. The site is opened on localhost, the collector on 127.0.0.1.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkHtml } from './checks/html.mjs';
import { TARGET, copyHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';
import { collector, findPlainText, startInbox } from './lib/collector.mjs';
import { Answers, dayFromToday, fillPage } from './lib/draft.mjs';
import { expectNone } from './lib/finding.mjs';
import { Person } from './lib/keyboard.mjs';
import { Looker } from './lib/looker.mjs';
import { startPreview } from './lib/preview.mjs';

const NOBODY = 'Canary Sparrowhawk must not collect';
const STREET = 'Canary Close 7';
const WEAK = 'Improve reading';
const STRONG = 'Read 20 pages of a book each week until Easter';

/** What must fit together, or opens pages that are worth a look. All else is answered by the kind of question. */
const GIVEN = {
  council: 'north-northamptonshire',
  pep_kind: 'termly',
  phase: 'secondary',
  year_group: '8',
  born: dayFromToday(-13 * 365),
  has_upn: 'yes',
  upn: 'b80 1200-005001',
  address_confidential: 'no',
  address: { line_1: STREET, town: 'Corby', postcode: 'nn17 1pd' },
  restricted_people: NOBODY,
  placed_area: 'out',
  full_timetable: 'yes',
  hours_offered: '25',
  attendance_ytd: '94.5',
  attendance_last_term: { notKnown: 'Canary: the school sends it on Friday' },
  targets_agreed: 'yes',
  how_taken: ['talked', 'drew'],
  target: WEAK,
};

let folder;
let preview;
let browser;
let looker;
let firstDevice;
let secondDevice;
const persons = [];
const answers = new Answers(GIVEN);
const draft = {};
let exit;

const place = () => ['--root', folder, '--data', path.join(folder, 'data/demo')];
const rows = async () => (await collector('list', ...place(), '--json')).split('\n').filter(Boolean).map(JSON.parse);
const site = (address) => Object.assign(new URL(address, preview.url), { hostname: 'localhost' }).href;
const words = (tab, selector = 'main') => tab.locator(selector).first().innerText();
const taskOf = (page) => /\/pages\/([^/]+)/.exec(page.path)?.[1] ?? page.path.replace(draft.base ?? '-', '').replaceAll('/', '') ?? '';

before(async () => {
  folder = await copyHub(mkdtempSync(path.join(tmpdir(), 'fingerpost-draft-')));
  [preview, browser] = await Promise.all([startPreview(folder), startChromium()]);
  looker = new Looker(browser, path.join(TARGET, 'screenshots/draft'));
});

after(async () => {
  await browser?.close();
  await preview?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** A device of its own: no cookie of another. */
async function device({ script = false, ...more } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: { width: 320, height: 800 }, reducedMotion: 'reduce', ...more });
  context.setDefaultTimeout(10_000);
  const person = new Person(await context.newPage());
  persons.push(person);
  return person;
}


/** From the form's start page to its list of tasks, with the code written down on the way. */
async function begin(person, form, { kind = false } = {}) {
  await person.goTo(site(`forms/${form}/`));
  await person.toMain();
  const shown = await person.press(/^Start now$/);
  assert.equal(shown.status, 200);
  looker.see(`${form}-code`, shown, { kind });
  const [reference, code] = [await words(person.tab, '.reference'), await words(person.tab, '.code')];
  assert.match(code, /^([0-9A-Z]{4}-){5}[0-9A-Z]$/);
  await person.toMain();
  const tasks = await person.press(/^I have kept my code/);
  assert.equal(tasks.path, `/drafts/${reference}`);
  looker.see(`${form}-tasks`, tasks, { kind });
  return { reference, code, base: tasks.path };
}

async function signOut(person) {
  await person.toMain();
  const left = await person.press('Sign out');
  assert.equal(left.status, 200);
  looker.see('signed-out', left, { kind: true });
  assert.deepEqual(await person.tab.context().cookies(), [], 'no cookie is left on the device');
}

/** What was typed and stands nowhere else. */
const canaries = () => [...new Set([...answers.typed.filter((text) => /canary/i.test(text)), NOBODY, STREET])];

/** The reference and the code, as a person may type them. */
async function resume(person, reference, code) {
  const page = await person.goTo(new URL('/drafts', firstDevice.tab.url()).href);
  looker.see('resume', page, { kind: true });
  await person.toMain();
  await person.tabTo('the reference', ({ name }) => name === '_reference');
  await person.type(reference);
  await person.tabTo('the code', ({ name }) => name === '_code');
  await person.type(code);
  return person.press('Open the draft');
}

/** The first task that is not completed, in the section that stands open. */
async function nextTask(person) {
  const title = await person.tab.evaluate(() => {
    const left = [...document.querySelectorAll('.fold[open] .task')].find((task) => task.querySelector('.status').innerText !== 'Completed');
    return left?.querySelector('a').innerText.trim().replace(/\s+/g, ' ');
  });
  assert.ok(title, 'a section with something to do stands open');
  await person.toMain();
  return person.press(title);
}

/**
 * Goes on page by page, until `stop(page)` or the page that shows all answers. `rowsOf` tells how many rows a page that repeats gets.
 * A page that comes back is mended (the answer was wrong) or left as it is (advice).
 */
async function goOn(person, page, { stop = () => false, rowsOf = () => 0, form = 'pep' } = {}) {
  let again = 0;
  for (let met = 0; met < 250 && !page.path.endsWith('/check') && !stop(page); met += 1) {
    const wrong = page.status === 422;
    const advice = (await person.tab.locator('.field-advice').count()) > 0;
    const isList = (await person.tab.locator('#add').count()) > 0;
    const name = `${form}-${taskOf(page)}${isList ? '-rows' : ''}${wrong ? '-wrong' : ''}${advice ? '-advice' : ''}`;
    looker.see(name, page, { kind: wrong || advice });
    again = wrong ? again + 1 : 0;
    assert.ok(again < 3, `${name} comes back: ${wrong && (await words(person.tab, '.form-wrong'))}`);
    if (isList) {
      const count = await person.tab.locator('.row').count();
      const least = /At least (\d+)/.exec(await words(person.tab))?.[1] ?? 0;
      await person.toMain();
      page = await person.press(count < Math.max(rowsOf(taskOf(page)), Number(least)) ? /^Add / : /^Save and continue$/);
    } else {
      page = await fillPage(person, answers);
    }
  }
  return page;
}

const section = (person) => person.tab.evaluate(() => (document.querySelector('.caption') ?? document.querySelector('h1')).innerText);

/** Until a page of another section is open. */
async function finishSections(person, page, number, options) {
  const known = new Set([await section(person)]);
  let now = page;
  for (let met = 0; met < 150; met += 1) {
    known.add(await section(person));
    if (known.size > number) return now;
    const path = now.path;
    now = await goOn(person, now, { ...options, stop: (page) => page.path !== path });
    if (now.path.endsWith('/check')) return now;
  }
  throw new Error('the sections never end');
}

describe('a draft, by keyboard alone, at 320 px, without script', () => {
  test('it begins with a code', async () => {
    firstDevice = await device();
    Object.assign(draft, await begin(firstDevice, 'pep-school-age', { kind: true }));
    assert.match(draft.reference, /^PEP-/);
    assert.match(await words(firstDevice.tab), /0 of \d+ tasks are completed/);
  });

  test('in the first sitting Section A is filled in, and a wrong answer is put right', async () => {
    answers.given.born = { day: '45', month: '11', year: '2013' };
    let page = await nextTask(firstDevice);
    page = await goOn(firstDevice, page, { stop: ({ status }) => status === 422 });
    assert.match(await firstDevice.tab.title(), /^Error: /);
    assert.match(await words(firstDevice.tab, '[role=alert]'), /Enter a real date/);
    assert.equal(await firstDevice.tab.locator('#born-day').inputValue(), '45', 'what was typed stays');
    answers.given.born = GIVEN.born;
    page = await finishSections(firstDevice, page, 1, { rowsOf: (task) => (task === 'siblings' ? 1 : 0) });
    await firstDevice.toMain();
    const tasks = await firstDevice.press('List of tasks');
    assert.match(tasks.path, new RegExp(`${draft.base}$`));
    assert.match(await words(firstDevice.tab, '.status-done'), /(\d+) of \1 completed/, 'the section is done');
    await signOut(firstDevice);
    const shut = await firstDevice.goTo(new URL(draft.base, firstDevice.tab.url()).href);
    assert.match(await words(firstDevice.tab, 'h1'), /Go on with a draft/);
    assert.ok(!shut.html.includes(STREET));
  });

  test('on another device the code opens it, however it is typed', async () => {
    secondDevice = await device();
    const wrong = await resume(secondDevice, draft.reference, draft.code.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    assert.equal(wrong.status, 422);
    assert.match(await words(secondDevice.tab, '[role=alert]'), /Check the code/);
    looker.see('resume-wrong', wrong, { kind: true });
    const sloppy = draft.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    const tasks = await resume(secondDevice, ` ${draft.reference.toLowerCase().replaceAll('-', ' ')} `, sloppy);
    assert.equal(tasks.path, draft.base);
    looker.see('pep-tasks-begun', tasks, { kind: true });
    const page = await finishSections(secondDevice, await nextTask(secondDevice), 2);
    assert.ok(page);
    await fillPage(secondDevice, answers, /^Save and go to the tasks$/);
    await signOut(secondDevice);
  });

  test('in the third sitting two targets are added, one is weak, and advice stops nobody', async () => {
    const tasks = await resume(firstDevice, draft.reference, draft.code);
    assert.equal(tasks.path, draft.base);
    const rowsOf = (task) => (task === 'targets' ? 2 : 0);
    const rowIsWeak = ({ path }) => /\/targets\/\w+$/.test(path);
    let page = await goOn(firstDevice, await nextTask(firstDevice), { rowsOf, stop: rowIsWeak });
    answers.given.target_by = dayFromToday(90);
    looker.see('pep-targets-row', page, { kind: true });
    page = await fillPage(firstDevice, answers, /^Save$/);
    assert.equal(page.status, 200);
    assert.match(await words(firstDevice.tab, '.form-banner'), /Saved\. One more look\?/);
    assert.match(await words(firstDevice.tab, '.examples'), /Weak[\s\S]*Stronger/, 'examples stand open beside it');
    looker.see('pep-targets-advice', page, { kind: true });
    page = await fillPage(firstDevice, answers, /^Save$/);
    assert.match(await words(firstDevice.tab, '.row'), new RegExp(WEAK), 'it is saved as it is');
    answers.given.target = STRONG;
    page = await goOn(firstDevice, page, { rowsOf, stop: ({ path }) => path.endsWith('/targets') });
    page = await goOn(firstDevice, page, { rowsOf, stop: ({ path }) => !path.includes('/targets') });
    await firstDevice.toMain();
    await firstDevice.press('Back');
    await firstDevice.toMain();
    const sure = await firstDevice.press(/^Remove target 2/);
    assert.match(await words(firstDevice.tab, '.form-banner'), /Do you want to remove this\?[\s\S]*Read 20 pages/);
    looker.see('pep-targets-remove', sure, { kind: true });
    page = await firstDevice.press('No, keep it');
    assert.equal(await firstDevice.tab.locator('.row').count(), 2);
    draft.page = page;
  });

  test('an answer that makes others needless says which before they go', async () => {
    await firstDevice.toMain();
    let page = await firstDevice.press('Back');
    answers.given.targets_agreed = 'no';
    answers.given.targets_why_not = 'Agreed next week';
    page = await fillPage(firstDevice, answers);
    assert.match(await words(firstDevice.tab, '.form-banner'), /These answers would be deleted[\s\S]*Read 20 pages/);
    looker.see('pep-dropped', page, { kind: true });
    answers.given.targets_agreed = 'yes';
    delete answers.given.targets_why_not;
    await firstDevice.press('No, keep the answers');
    await firstDevice.toMain();
    draft.page = await fillPage(firstDevice, answers);
    assert.equal(await firstDevice.tab.locator('.row').count(), 2, 'nothing went');
  });

  test('a page whose session is over asks for the code, and loses nothing', async () => {
    await resume(secondDevice, draft.reference, draft.code);
    const box = await findLongText(secondDevice);
    await secondDevice.tab.context().clearCookies();
    const asked = await fillPage(secondDevice, new Answers({ [box]: 'Canary typed too late' }));
    assert.equal(asked.status, 401);
    looker.see('pep-code-wanted', asked, { kind: true });
    assert.match(await words(secondDevice.tab, '.form-banner'), /Nothing on this page is saved yet/);
    assert.equal(await secondDevice.tab.locator(`#${box}`).inputValue(), 'Canary typed too late');
    await secondDevice.tabTo('the box for the code', ({ name }) => name === '_code');
    await secondDevice.type(draft.code);
    assert.equal((await secondDevice.press('Save and continue')).status, 200);
    assert.equal(await findLongText(secondDevice), box);
    assert.equal(await secondDevice.tab.locator(`#${box}`).inputValue(), 'Canary typed too late', 'it is saved');
  });

  test('where two devices save the same page, both texts are shown', async () => {
    const box = await findLongText(firstDevice);
    await fillPage(secondDevice, new Answers({ [box]: 'Canary of the second device' }));
    const both = await fillPage(firstDevice, new Answers({ [box]: 'Canary of the first device' }));
    assert.equal(both.status, 409);
    looker.see('pep-conflict', both, { kind: true });
    assert.match(await words(firstDevice.tab, '.form-banner'), /saved somewhere else[\s\S]*Canary of the second device/);
    assert.equal(await firstDevice.tab.locator(`#${box}`).inputValue(), 'Canary of the first device');
    await firstDevice.press('Save and continue');
    answers.typed.push('Canary of the first device');
  });

  /** Opens the first page with a text of several lines, and takes what is typed there off the list. Resolves with the name of its box. */
  async function findLongText(person) {
    await person.goTo(new URL(draft.base, person.tab.url()).href);
    for (const address of await person.tab.locator('.task a').evaluateAll((links) => links.map((link) => link.href))) {
      await person.goTo(address);
      const [box] = await person.tab.locator('textarea').evaluateAll((boxes) => boxes.map(({ name, value }) => ({ name, value })));
      if (!box) continue;
      answers.typed = answers.typed.filter((text) => text !== box.value);
      return box.name;
    }
    throw new Error('no page has a text of several lines');
  }

  test('the page that shows all answers names what is missing, and then nothing', async () => {
    let page = await firstDevice.goTo(new URL(draft.page.path, firstDevice.tab.url()).href);
    page = await goOn(firstDevice, page, { rowsOf: (task) => (task === 'targets' ? 2 : 0) });
    looker.see('pep-check-first', page, { kind: true });
    answers.insist = true;
    for (let mended = 0; mended < 15 && (await firstDevice.tab.locator('.form-wrong').count()) > 0; mended += 1) {
      const [missing] = await firstDevice.tab.locator('.form-wrong a').allInnerTexts();
      await firstDevice.toMain();
      page = await firstDevice.press(missing.trim().replace(/\s+/g, ' '));
      const isList = (await firstDevice.tab.locator('#add').count()) > 0;
      page = isList ? await goOn(firstDevice, page, { rowsOf: () => 1 }) : await fillPage(firstDevice, answers);
      if (!page.path.endsWith('/check')) {
        await firstDevice.toMain();
        page = await firstDevice.press('Check your answers');
      }
    }
    assert.equal(await firstDevice.tab.locator('.form-wrong').count(), 0, await words(firstDevice.tab));
    looker.see('pep-check', page, { kind: true });
    for (const status of await firstDevice.tab.locator('.answers-section .status').allInnerTexts()) assert.equal(status, 'Nothing missing');
    await firstDevice.toMain();
    await firstDevice.tabTo('a section', ({ type, text }) => type === 'summary' && /missing$/.test(text));
    await firstDevice.tab.keyboard.press('Enter');
    assert.match(await words(firstDevice.tab, '.answers-section[open]'), new RegExp(STREET));
  });

  test('each copy holds what its reader should have', async () => {
    const desk = await firstDevice.tab.context().newPage();
    const pdf = async (reader) => {
      const answer = await desk.goto(new URL(`${draft.base}/copies/${reader}`, firstDevice.tab.url()).href);
      looker.see(`copy-${reader}`, { url: desk.url(), status: answer.status(), headers: answer.headers(), html: await answer.text() }, { kind: reader === 'parent' });
      assert.equal(await desk.title(), draft.reference, 'a saved file is named after the reference');
      return readPdf(await desk.pdf({ format: 'A4' }));
    };
    const [school, parent, child] = [await pdf('school'), await pdf('parent'), await pdf('child')];
    await desk.close();
    assert.ok(school.includes(NOBODY), 'the school knows who must not collect the child');
    assert.ok(school.includes(STREET));
    for (const copy of [parent, child]) {
      assert.ok(copy.includes(STRONG.slice(0, 20)), 'the targets are on it');
      assert.ok(!copy.includes(STREET), 'no address');
      assert.ok(!copy.includes(NOBODY));
      assert.ok(!copy.includes('Not provided'));
    }
  });

  test('it is sent only with the declaration, and its draft is gone', async () => {
    await firstDevice.goTo(new URL(`${draft.base}/check`, firstDevice.tab.url()).href);
    await firstDevice.toMain();
    const undeclared = await firstDevice.press('Send');
    assert.equal(undeclared.status, 422);
    looker.see('pep-undeclared', undeclared, { kind: true });
    assert.deepEqual(await rows(), []);
    await firstDevice.toMain();
    await firstDevice.tabTo('the declaration', ({ name }) => name === '_declared');
    await firstDevice.tick();
    const received = await firstDevice.press('Send');
    assert.equal(received.status, 200);
    assert.ok((await words(firstDevice.tab)).includes(draft.reference));
    looker.see('pep-received', received, { kind: true });
    assert.deepEqual((await rows()).map(({ reference, form }) => [reference, form]), [[draft.reference, 'pep-school-age']]);
    const gone = await resume(secondDevice, draft.reference, draft.code);
    assert.equal(gone.status, 422);
  });

  test('nothing that was typed stands on the disk, in the log or in an address', () => {
    const typed = [...canaries(), draft.code];
    assert.ok(typed.length > 60, `${typed.length} answers of their own`);
    assert.deepEqual(findPlainText(path.join(folder, 'data'), typed), []);
    const addresses = persons.flatMap(({ requests }) => requests.flatMap(({ url, referrer }) => [url, referrer])).map((url) => decodeURIComponent(url.replaceAll('+', ' ')));
    for (const text of [...typed, draft.code.replaceAll('-', '')]) {
      assert.ok(!preview.output().includes(text), `${text} is in the log`);
      assert.ok(!addresses.some((url) => url.toLowerCase().includes(text.toLowerCase())), `${text} is in an address`);
    }
  });

  test('the team finds every answer in the inbox', async () => {
    const inbox = await startInbox(...place(), '--identity', path.join(folder, 'data/demo/demo-key.txt'));
    try {
      const context = await browser.newContext({ javaScriptEnabled: false });
      context.setDefaultTimeout(5000);
      const desk = await context.newPage();
      await desk.goto(inbox.url);
      await desk.getByRole('link', { name: draft.reference }).click();
      const shown = (await words(desk)).replace(/\s+/g, ' ');
      const missing = [...canaries(), 'NN17 1PD', 'B801200005001', WEAK, STRONG, 'Not known yet: Canary: the school sends it on Friday'].filter((text) => !shown.includes(text));
      assert.deepEqual(missing, []);
      await context.close();
    } finally {
      inbox.stop();
    }
  });
});

describe('what a child says', () => {
  const sent = [];

  for (const age of ['3-7', '8-11', '12-18']) {
    test(`in the words for ${age}`, async () => {
      const child = await device();
      const start = await child.goTo(site('forms/childs-views/'));
      assert.equal(start.status, 200);
      const { base, reference } = await begin(child, 'childs-views');
      const said = new Answers({ age_band: age, helper: 'no', council: 'west-northamptonshire', child_first: 'Canary Wren' });
      let page = await nextTask(child);
      for (let met = 0; met < 20 && !page.path.endsWith('/check'); met += 1) {
        assert.ok(page.html.includes('data-exit'), 'each page has a way out');
        const exit = await child.tab.locator('[data-exit]').evaluate((link) => [link.rel, link.protocol, link.getBoundingClientRect().top < innerHeight]);
        assert.deepEqual(exit, ['nofollow noreferrer', 'https:', true], 'it is in view at once');
        looker.see(`views-${age}-${page.path.split('/').pop()}`, page, { kind: age === '3-7' && met === 0 });
        page = await fillPage(child, said);
      }
      looker.see(`views-${age}-check`, page, { kind: age === '8-11' });
      await child.toMain();
      await child.tabTo('the declaration', ({ name }) => name === '_declared');
      await child.tick();
      const received = await child.press('Send');
      assert.equal(received.status, 200, await words(child.tab));
      looker.see('views-received', received, { kind: true });
      const code = await words(child.tab, '.code');
      sent.push(reference);
      assert.equal(base, `/drafts/${reference}`);
      assert.ok((await rows()).some((row) => row.reference === reference));
      if (age === '3-7') return;
      await child.toMain();
      if (age === '8-11') {
        const done = await child.press('Take it back now');
        looker.see('views-taken-back', done, { kind: true });
      } else {
        const asked = await child.goTo(new URL('/forms/childs-views/withdraw', child.tab.url()).href);
        looker.see('views-withdraw', asked, { kind: true });
        await child.toMain();
        await child.tabTo('the reference', ({ name }) => name === '_reference');
        await child.type(reference.toLowerCase());
        await child.tabTo('the code', ({ name }) => name === '_code');
        await child.type(code.toLowerCase().replaceAll('-', ' '));
        await child.press('Take it back');
      }
      assert.match(await words(child.tab, 'h1'), /taken back/);
      assert.ok(!(await rows()).some((row) => row.reference === reference));
    });
  }
});

describe('on paper', () => {
  for (const form of ['pep-school-age', 'childs-views']) {
    test(`${form} can be filled in by hand`, async () => {
      const { tab } = await device();
      await tab.goto(site(`forms/${form}/print/`));
      const asked = await tab.locator('.paper :is(.label, .paper-options > li)').allInnerTexts();
      const pdf = condense(await readPdf(await tab.pdf({ format: 'A4' })));
      const missing = asked.map((text) => text.split('\n')[0]).filter((text) => !pdf.includes(condense(text)));
      assert.ok(asked.length > 20);
      assert.deepEqual(missing, []);
      assert.ok(!pdf.includes(condense('Print this form')));
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.ok(!wide);
    });
  }
});

describe('with script', () => {
  let tab;
  let base;

  before(async () => {
    const person = await device({ script: true, permissions: ['clipboard-read', 'clipboard-write'] });
    tab = person.tab;
  });

  test('the code can be copied', async () => {
    await tab.goto(site('forms/pep-school-age/'));
    await tab.getByRole('button', { name: 'Start now' }).first().click();
    await tab.getByRole('button', { name: 'Copy the code' }).click();
    await tab.getByText('Copied').waitFor();
    assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), await words(tab, '.code'));
    await tab.getByRole('link', { name: /I have kept my code/ }).click();
    base = tab.url();
  });

  test('a question that an option opens is folded away until then', async () => {
    await tab.goto(`${base}/pages/upn`);
    const [yes, upn] = [tab.locator('input[name=has_upn][value=yes]'), tab.locator('#upn')];
    assert.ok(!(await upn.isVisible()));
    await yes.check();
    assert.ok(await upn.isVisible());
    await upn.fill('B801200005001');
    await tab.locator('input[name=has_upn][value=no]').check();
    assert.ok(!(await upn.isVisible()));
    assert.equal(await upn.inputValue(), 'B801200005001', 'what was typed stays');
  });

  test('typing shortens a long list, and what is chosen stays chosen', async () => {
    await tab.goto(`${base}/pages/placement`);
    const select = tab.locator('select[data-find]').first();
    const all = await select.locator('option').count();
    await select.selectOption({ index: 3 });
    const chosen = await select.inputValue();
    await tab.getByLabel('Type to find it in the list').first().fill('hospital');
    assert.ok((await select.locator('option').count()) < all / 2);
    assert.equal(await select.inputValue(), chosen);
    await tab.getByLabel('Type to find it in the list').first().fill('');
    assert.equal(await select.locator('option').count(), all);
  });

  test('five minutes before the session ends the page says so', async () => {
    await tab.clock.install();
    await tab.goto(`${base}/pages/plan`);
    const warning = tab.locator('[data-idle-warning]');
    await tab.clock.fastForward('24:50');
    assert.ok(!(await warning.isVisible()));
    await tab.clock.fastForward('00:20');
    assert.ok(await warning.isVisible());
    const inView = await warning.evaluate((box) => box.getBoundingClientRect().bottom <= innerHeight && box.getBoundingClientRect().top >= 0);
    assert.ok(inView, 'it is seen wherever the page stands');
    await tab.clock.resume();
  });

  test('the way out takes the place of the page', async () => {
    await tab.goto(site('forms/childs-views/'));
    await tab.getByRole('button', { name: 'Start now' }).first().click();
    await tab.getByRole('link', { name: /I have kept my code/ }).click();
    await tab.locator('.task a').first().click();
    const secret = tab.url();
    exit = await tab.locator('[data-exit]').getAttribute('href');
    await tab.route(exit, (route) => route.fulfill({ body: '<title>Weather</title>', contentType: 'text/html' }));
    await tab.locator('[data-exit]').click();
    await tab.waitForURL((url) => url.href.startsWith(exit));
    await tab.goBack();
    assert.notEqual(tab.url(), secret);
  });
});

test('no page reports an error, and none asks another host', () => {
  for (const { requests, messages } of persons) {
    const told = messages.filter(({ text }) => !/the server responded with a status of 4(01|09|22)/.test(text));
    assert.deepEqual(told, []);
    const others = requests.map(({ url }) => url).filter((url) => !/^http:\/\/(localhost|127\.0\.0\.1):/.test(url) && url !== exit);
    assert.deepEqual(others, []);
  }
});

test('every page on the way is right HTML, fits a phone, and keeps to WCAG 2.2 AA', async (t) => {
  const { pages, findings } = await looker.done();
  t.diagnostic(`${pages.length} pages`);
  assert.ok(pages.length > 80, `${pages.length} pages`);
  const { errors } = await checkHtml(pages);
  expectNone([...findings, ...errors]);
});

/** Line breaks and hyphens fall elsewhere on paper. */
function condense(text) {
  return text.normalize('NFKC').toLowerCase().replace(/[\s\u00ad\u200b\-\u2010-\u2015]+/g, '');
}

function readPdf(pdf) {
  return new Promise((resolve, reject) => {
    const reader = execFile('pdftotext', ['-raw', '-enc', 'UTF-8', '-', '-'], { maxBuffer: 64e6 }, (error, text) => (error ? reject(error) : resolve(text)));
    reader.stdin.end(pdf);
  });
}
