// A draft, without JavaScript and without a mouse: begun on one device, gone on with on another, checked, sent section by section,
// signed, and read by the team. The child is on no school's roll, so the social worker fills in all of it; several people on one draft
// stand in together.test.mjs.
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
import { Sitting, words } from './lib/sitting.mjs';

const NOBODY = 'Canary Sparrowhawk must not collect';
const STREET = 'Canary Close 7';
const WEAK = 'Improve reading';
const STRONG = 'Read 20 pages of a book each week until Easter';

/** What must fit together, or opens pages that are worth a look. All else is answered by the kind of question. */
const GIVEN = {
  council: 'north-northamptonshire',
  pep_kind: 'termly',
  phase: 'not-on-roll',
  year_group: '8',
  born: dayFromToday(-13 * 365),
  has_upn: 'yes',
  upn: 'b80 1200-005001',
  address_confidential: 'no',
  address: { line_1: STREET, town: 'Corby', postcode: 'nn17 1pd' },
  restricted_people: NOBODY,
  placed_area: 'out',
  off_roll_since: { notKnown: 'Canary: the school sends it on Friday' },
  targets_agreed: 'yes',
  how_taken: ['talked', 'drew'],
  target: WEAK,
};

let folder;
let preview;
let browser;
let looker;
const persons = [];
const answers = new Answers(GIVEN);
const draft = {};
let exit;

const place = () => ['--root', folder, '--data', path.join(folder, 'data/demo')];
const rows = async () => (await collector('list', ...place(), '--json')).split('\n').filter(Boolean).map(JSON.parse);
const site = (address) => Object.assign(new URL(address, preview.url), { hostname: 'localhost' }).href;
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


/** What was typed and stands nowhere else. */
const canaries = () => [...new Set([...answers.typed.filter((text) => /canary/i.test(text)), NOBODY, STREET])];

describe('a draft, by keyboard alone, at 320 px, without script', () => {
  const rowsOf = (task) => ({ siblings: 1, targets: 2 })[task] ?? 0;
  const sitting = async () => new Sitting(await device(), { looker, answers, name: 'pep', rowsOf });
  const enter = (sitting, code) => sitting.enter(new URL('/drafts', first.tab.url()).href, ` ${draft.reference.toLowerCase().replaceAll('-', ' ')} `, code);
  const resume = async (sitting) => {
    const tasks = await enter(sitting, draft.code);
    assert.equal(tasks.path, draft.base);
    return tasks;
  };
  let first;
  let second;

  test('it begins with a role and a code', async () => {
    first = await sitting();
    await first.person.goTo(site('forms/pep-school-age/'));
    const asked = await first.press(/^Start now$/);
    assert.equal(asked.status, 422);
    first.see('start-without-role', asked, true);
    assert.match(await words(first.tab, '[role=alert]'), /who you are/i);
    Object.assign(draft, await first.begin(site('forms/pep-school-age/'), { role: 'social-worker', kind: true }));
    assert.match(draft.reference, /^PEP-/);
    assert.match(await words(first.tab), /0 of \d+ of your tasks are completed/);
  });

  test('in the first sitting Section A is filled in, a wrong answer is put right, and the section is sent', async () => {
    answers.given.born = { day: '45', month: '11', year: '2013' };
    let page = await first.goOn(await first.nextTask(), { stop: ({ status }) => status === 422 });
    assert.match(await first.tab.title(), /^Error: /);
    assert.match(await words(first.tab, '[role=alert]'), /Enter a real date/);
    assert.equal(await first.tab.locator('#born-day').inputValue(), '45', 'what was typed stays');
    answers.given.born = GIVEN.born;
    page = await first.goOn(page);
    assert.equal(page.path, `${draft.base}/sections/a`, 'the last page of a section leads to all of it');
    first.see('section-first', page, true);
    page = await first.mend(page);
    first.see('section', page, true);
    assert.match(await words(first.tab, '.summary-list'), /North Northamptonshire/);
    const undeclared = await first.press(/^Send this section$/);
    assert.equal(undeclared.status, 422);
    first.see('section-undeclared', undeclared, true);
    assert.deepEqual(await rows(), []);
    await first.send(true);
    assert.deepEqual((await rows()).map(({ reference, form }) => [reference, form]), [[draft.reference, 'pep-school-age']], 'the team has it at once');
    assert.match(await words(first.tab, '.next-step'), /Invite the others/);
    await first.signOut();
    const shut = await first.at(draft.base);
    assert.match(await words(first.tab, 'h1'), /Go on with a draft/);
    assert.ok(!shut.html.includes(STREET));
  });

  test('on another device the code opens it, however it is typed', async () => {
    second = await sitting();
    const wrong = await enter(second, draft.code.replace(/.$/, (last) => (last === '0' ? '1' : '0')));
    assert.equal(wrong.status, 422);
    assert.match(await words(second.tab, '[role=alert]'), /Check the code/);
    second.see('resume-wrong', wrong, true);
    const tasks = await enter(second, draft.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'));
    assert.equal(tasks.path, draft.base);
    second.see('tasks-begun', tasks, true);
    await second.goOn(await second.nextTask());
    await second.send();
    const page = await second.nextTask('Section B');
    await second.goOn(page, { stop: ({ path }) => path !== page.path });
    await fillPage(second.person, answers, /^Save and go to the tasks$/);
    await second.signOut();
  });

  test('in the third sitting two targets are added, one is weak, and advice stops nobody', async () => {
    await resume(first);
    await first.mend(await first.goOn(await first.nextTask()));
    await first.send();
    const rowIsWeak = ({ path }) => /\/targets\/\w+$/.test(path);
    let page = await first.goOn(await first.nextTask(), { stop: rowIsWeak });
    answers.given.target_by = dayFromToday(90);
    first.see('targets-row', page, true);
    page = await fillPage(first.person, answers, /^Save$/);
    assert.equal(page.status, 200);
    assert.match(await words(first.tab, '.form-banner'), /Saved\. One more look\?/);
    assert.match(await words(first.tab, '.examples'), /Weak[\s\S]*Stronger/, 'examples stand open beside it');
    first.see('targets-advice', page, true);
    page = await fillPage(first.person, answers, /^Save$/);
    assert.match(await words(first.tab, '.row'), new RegExp(WEAK), 'it is saved as it is');
    answers.given.target = STRONG;
    page = await first.goOn(page, { stop: ({ path }) => path.endsWith('/targets') });
    page = await first.goOn(page, { stop: ({ path }) => !path.includes('/targets') });
    await first.press('Back');
    const sure = await first.press(/^Remove target 2/);
    assert.match(await words(first.tab, '.form-banner'), /Do you want to remove this\?[\s\S]*Read 20 pages/);
    first.see('targets-remove', sure, true);
    draft.page = await first.person.press('No, keep it');
    assert.equal(await first.tab.locator('.row').count(), 2);
  });

  test('an answer that makes others needless says which before they go', async () => {
    await first.press('Back');
    answers.given.targets_agreed = 'no';
    answers.given.targets_why_not = 'Agreed next week';
    const page = await fillPage(first.person, answers);
    assert.match(await words(first.tab, '.form-banner'), /These answers would be deleted[\s\S]*Read 20 pages/);
    first.see('dropped', page, true);
    answers.given.targets_agreed = 'yes';
    delete answers.given.targets_why_not;
    await first.person.press('No, keep the answers');
    await first.person.toMain();
    draft.page = await fillPage(first.person, answers);
    assert.equal(await first.tab.locator('.row').count(), 2, 'nothing went');
  });

  test('a page whose session is over asks for the code, and loses nothing', async () => {
    await resume(second);
    const box = await findLongText(second);
    await second.tab.context().clearCookies();
    const asked = await fillPage(second.person, new Answers({ [box]: 'Canary typed too late' }));
    assert.equal(asked.status, 401);
    second.see('code-wanted', asked, true);
    assert.match(await words(second.tab, '.form-banner'), /Nothing on this page is saved yet/);
    assert.equal(await second.tab.locator(`#${box}`).inputValue(), 'Canary typed too late');
    await second.person.tabTo('the box for the code', ({ name }) => name === '_code');
    await second.person.type(draft.code);
    assert.equal((await second.person.press('Save and continue')).status, 200);
    assert.equal(await findLongText(second), box);
    assert.equal(await second.tab.locator(`#${box}`).inputValue(), 'Canary typed too late', 'it is saved');
  });

  test('where two devices save the same page, both texts are shown', async () => {
    const box = await findLongText(first);
    await fillPage(second.person, new Answers({ [box]: 'Canary of the second device' }));
    const both = await fillPage(first.person, new Answers({ [box]: 'Canary of the first device' }));
    assert.equal(both.status, 409);
    first.see('conflict', both, true);
    assert.match(await words(first.tab, '.form-banner'), /saved somewhere else[\s\S]*Canary of the second device/);
    assert.equal(await first.tab.locator(`#${box}`).inputValue(), 'Canary of the first device');
    await first.person.press('Save and continue');
    answers.typed.push('Canary of the first device');
  });

  /** Opens the first page with a text of several lines, and takes what is typed there off the list. Resolves with the name of its box. */
  async function findLongText(sitting) {
    await sitting.at(draft.base);
    for (const address of await sitting.tab.locator('.task a').evaluateAll((links) => links.map((link) => link.href))) {
      await sitting.person.goTo(address);
      const [box] = await sitting.tab.locator('textarea').evaluateAll((boxes) => boxes.map(({ name, value }) => ({ name, value })));
      if (!box) continue;
      answers.typed = answers.typed.filter((text) => text !== box.value);
      return box.name;
    }
    throw new Error('no page has a text of several lines');
  }

  test('what changed since it was sent is told, and every other section is checked and sent', async () => {
    let page = await first.goOn(await first.at(draft.page.path));
    assert.equal(page.path, `${draft.base}/sections/d`);
    await first.mend(page);
    await first.send();
    for (const title of ['Section C', 'carer’s views', 'social worker’s part']) {
      await first.mend(await first.goOn(await first.nextTask(title)));
      await first.send();
    }
    page = await first.at(`${draft.base}/sign`);
    first.see('sign-missing', page, true);
    assert.match(await words(first.tab), /Not sent yet/);
    await first.at(draft.base);
    assert.match(await words(first.tab, '.tasks'), /Changed since it was sent/);
    page = await first.at(`${draft.base}/sections/a`);
    first.see('section-changed', page, true);
    await first.send();
    page = await first.at(`${draft.base}/check`);
    first.see('check', page, true);
    assert.match(await words(first.tab), new RegExp(STREET));
  });

  test('each copy holds what its reader should have', async () => {
    const desk = await first.tab.context().newPage();
    const pdf = async (reader) => {
      const answer = await desk.goto(new URL(`${draft.base}/copies/${reader}`, first.tab.url()).href);
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

  test('it is signed only with the declaration, and then its answers are gone here', async () => {
    await first.at(`${draft.base}/sign`);
    const undeclared = await first.press('Sign');
    assert.equal(undeclared.status, 422);
    first.see('sign-undeclared', undeclared, true);
    await first.tick('_declared');
    const closed = await first.press('Sign');
    assert.equal(closed.status, 200);
    assert.match(await words(first.tab, 'h1'), /Everything is sent and signed/);
    assert.ok((await words(first.tab)).includes(draft.reference));
    first.see('closed', closed, true);
    assert.equal((await rows()).length, 1);
    const opened = await enter(second, draft.code);
    assert.match(await words(second.tab, 'h1'), /Everything is sent and signed/, 'the code shows what became of it');
    assert.ok(!opened.html.includes(STREET));
    assert.match(await words(second.tab, 'h1'), /Everything is sent and signed/);
    assert.equal((await second.at(`${draft.base}/pages/plan`)).html.includes('name="council"'), false);
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
      const said = new Answers({ age_band: age, helper: 'no', council: 'west-northamptonshire', child_first: 'Canary Wren' });
      const sitting = new Sitting(child, { looker, answers: said, name: 'childs-views' });
      const { base, reference } = await sitting.begin(site('forms/childs-views/'));
      let page = await sitting.nextTask();
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
    await tab.getByLabel('Social worker').check();
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
