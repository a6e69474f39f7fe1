// Two people, one PEP, each in a browser of their own, without JavaScript: begun by the social worker on a phone, handed over by
// telephone to the designated teacher, who loses her code; filled in, edited by both at once, sent section by section, sent back,
// signed at the meeting, closed, and put together in the team's inbox. Every page on the way is looked at.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkHtml } from './checks/html.mjs';
import { TARGET, copyHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';
import { findPlainText, startInbox } from './lib/collector.mjs';
import { Answers, dayFromToday, fillQuickly } from './lib/draft.mjs';
import { expectNone } from './lib/finding.mjs';
import { Person } from './lib/keyboard.mjs';
import { Looker } from './lib/looker.mjs';
import { startPreview } from './lib/preview.mjs';
import { Sitting, readCode, words } from './lib/sitting.mjs';

/** Typed into the section that only the social worker and the Virtual School read. */
const SECRET = 'Canary Nightjar only for the team';
const CHILD = 'Canary Wren Quillfeather';
const TARGET_TEXT = 'Read 20 pages of a book each week until Easter';
const REASON = 'Canary please ask about the playground too';
const [OF_WORKER, OF_TEACHER, OF_BOTH] = ['Canary the worker wrote I like art', 'Canary the teacher wrote I like maths', 'Canary I like art and maths'];
const ALSO = 'Canary the library at noon';

/** What must fit together. All else is answered by the kind of question. */
const GIVEN = {
  council: 'north-northamptonshire',
  pep_kind: 'termly',
  phase: 'secondary',
  year_group: '8',
  child_first: CHILD,
  born: dayFromToday(-13 * 365),
  has_upn: 'yes',
  upn: 'B801200005001',
  address_confidential: 'no',
  team_notes: SECRET,
  full_timetable: 'yes',
  hours_offered: '25',
  attendance_ytd: '94.5',
  attendance_last_term: '95',
  targets_agreed: 'yes',
  target: TARGET_TEXT,
  target_by: dayFromToday(90),
  how_taken: ['talked'],
  share_ok: ['meeting'],
  carer_going_well: 'Canary homework before supper',
};

let folder;
let preview;
let browser;
let looker;
let inbox;
let worker;
let teacher;
let carer;
const persons = [];
const teachers = [];
const codes = [];
const answers = new Answers(GIVEN);
const draft = {};

const site = (address) => Object.assign(new URL(address, preview.url), { hostname: 'localhost' }).href;
const collectorAt = (address) => new URL(address, worker.tab.url()).href;

before(async () => {
  folder = await copyHub(mkdtempSync(path.join(tmpdir(), 'fingerpost-together-')));
  [preview, browser] = await Promise.all([startPreview(folder), startChromium()]);
  looker = new Looker(browser, path.join(TARGET, 'screenshots/together'), { everyLook: true });
});

after(async () => {
  inbox?.stop();
  await browser?.close();
  await preview?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Somebody's device: no cookie of another, no script. */
async function device(name, width) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  const person = new Person(await context.newPage());
  persons.push(person);
  if (name === 'teacher') teachers.push(person);
  const rowsOf = (task) => (task === 'targets' ? 1 : 0);
  return new Sitting(person, { looker, answers, name, fill: fillQuickly, rowsOf, looksAtForm: false });
}

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** The code as it is read out: “seven, K for Kilo, …”; and as who hears it writes it down. */
async function hearCode(tab) {
  const groups = await tab.locator('.code-box ~ .examples li').evaluateAll((lines) => lines.map((line) => line.textContent));
  const heard = groups.flatMap((group) => group.split(/, */)).map((word) => (DIGITS.includes(word) ? DIGITS.indexOf(word) : word[0]));
  return heard.join('').toLowerCase();
}

/** The lead invites somebody, and reads the code out. Resolves with what was heard. */
async function invite(role) {
  await worker.at(`${draft.base}/people`);
  await worker.person.toMain();
  await worker.person.tabTo('the roles', ({ name }) => name === '_role');
  await worker.person.choose(role);
  const page = await worker.press('Invite');
  assert.equal(page.status, 200, await words(worker.tab));
  looker.see('invitation', page, { kind: true });
  codes.push(await words(worker.tab, '.code'));
  const heard = await hearCode(worker.tab);
  await worker.press(/^I have told them/);
  return heard;
}

/** Somebody enters the reference and the code of an invitation, and keeps their own code. Resolves with that. */
async function join(sitting, heard) {
  const joined = await sitting.enter(collectorAt(`/drafts/${draft.reference}`), draft.reference, heard);
  assert.equal(joined.status, 200, await words(sitting.tab));
  sitting.see('joined', joined, sitting === teacher);
  assert.match(await words(sitting.tab, 'h1'), /You have joined/);
  const { code } = await readCode(sitting.tab);
  codes.push(code);
  const tasks = await sitting.press(/^I have kept my code/);
  assert.equal(tasks.path, draft.base);
  sitting.see('tasks', tasks, true);
  return code;
}

/** Fills in a section from where it stands, and sends it. */
async function finish(sitting, title) {
  await sitting.at(draft.base);
  const fold = sitting.tab.locator('.fold').filter({ hasText: title });
  const whole = /^(\d+) of \1 completed/.test(await fold.locator('summary .status').innerText());
  const page = whole ? await sitting.at(await fold.locator('a', { hasText: /^Check and send/ }).getAttribute('href')) : await sitting.goOn(await sitting.nextTask(title));
  sitting.see(`section-${page.path.split('/').pop()}`, await sitting.mend(page));
  return sitting.send();
}

describe('a PEP of several people, without script', () => {
  test('the social worker begins on a phone, and sends Section A', async () => {
    worker = await device('worker', 320);
    Object.assign(draft, await worker.begin(site('forms/pep-school-age/'), { role: 'social-worker', kind: true }));
    codes.push(draft.code);
    const page = await worker.goOn(await worker.nextTask());
    assert.equal(page.path, `${draft.base}/sections/a`);
    worker.see('section-to-check', page);
    await worker.mend(page);
    await worker.send(true);
    await finish(worker, 'what only the Virtual School reads');
  });

  test('she invites the designated teacher, and reads the code out on the telephone', async () => {
    assert.match(await words(worker.tab, '.next-step'), /Invite the others/);
    const people = await worker.press('Invite somebody');
    worker.see('people', people, true);
    const nobody = await worker.press('Invite');
    assert.equal(nobody.status, 422);
    worker.see('people-error', nobody);
    draft.heard = await invite('designated-teacher');
    worker.see('tasks-invited', await worker.at(draft.base), true);
    assert.match(await words(worker.tab, '[aria-labelledby=people]'), /Designated teacher: invited, until/);
  });

  test('the teacher joins, and reads what is hers to read', async () => {
    teacher = await device('teacher', 1280);
    draft.lost = await join(teacher, draft.heard);
    const read = await teacher.press(/^Read it ?: Section A/);
    teacher.see('section-to-read', read, true);
    assert.ok(read.html.includes(CHILD));
    const used = await (await device('stranger', 320)).enter(collectorAt('/drafts'), draft.reference, draft.heard);
    assert.equal(used.status, 422, 'an invitation works once');
    const tasks = await worker.at(draft.base);
    assert.ok(tasks.html.includes('joined on'), 'the social worker sees who has joined');
  });

  test('she loses her code: her access is taken away, and she is invited again', async () => {
    const tasks = await worker.at(draft.base);
    assert.ok(tasks.html.includes('Not them?'));
    const sure = await worker.press(/^Not them\?/);
    worker.see('remove', sure, true);
    const people = await worker.press('Yes, take their access away');
    worker.see('people-alone', people);
    teacher.see('shut-out', await teacher.at(draft.base));
    assert.match(await words(teacher.tab, 'h1'), /Go on with a draft/);
    teacher = await device('teacher', 1280);
    const lost = await teacher.enter(collectorAt('/drafts'), draft.reference, draft.lost);
    assert.equal(lost.status, 422, 'the lost code opens nothing any more');
    teacher.see('resume-wrong', lost);
    draft.teachersCode = await join(teacher, await invite('designated-teacher'));
    carer = await device('carer', 768);
    await join(carer, await invite('carer'));
    const hers = await words(carer.tab, '.form');
    assert.ok(/The carer’s views/.test(hers) && !/Section A/.test(hers), hers);
  });

  test('the teacher fills in Section B and the carer’s views, and sends them', async () => {
    await finish(teacher, 'Section B');
    await finish(teacher, 'The carer’s views');
    teacher.see('tasks-some-sent', await teacher.at(draft.base), true);
    const read = await carer.at(`${draft.base}/sections/carer`);
    carer.see('section', read);
    assert.ok(read.html.includes('Canary homework before supper'));
  });

  test('both edit one answer at once: both texts are shown, and nothing is lost', async () => {
    const page = `${draft.base}/pages/views-school`;
    await Promise.all([worker.at(page), teacher.at(page)]);
    const [box, other] = await teacher.tab.locator('#page--form textarea').evaluateAll((boxes) => boxes.map(({ id }) => `#${id}`));
    const save = ({ person }) => person.leads(() => person.tab.locator('#page--form').getByText('Save and go to the tasks').click());
    await worker.tab.fill(box, OF_WORKER);
    await teacher.tab.fill(box, OF_TEACHER);
    await teacher.tab.fill(other, ALSO);
    assert.equal((await save(worker)).status < 400 || (await words(worker.tab, '.form-wrong')), true);
    const both = await save(teacher);
    assert.equal(both.status, 409);
    teacher.see('conflict', both, true);
    assert.ok((await words(teacher.tab, '.form-banner')).includes(OF_WORKER), 'the other’s text');
    assert.deepEqual([await teacher.tab.inputValue(box), await teacher.tab.inputValue(other)], [OF_TEACHER, ALSO], 'her own, and what only she wrote');
    await teacher.tab.fill(box, OF_BOTH);
    await save(teacher);
    await worker.at(page);
    assert.deepEqual([await worker.tab.inputValue(box), await worker.tab.inputValue(other)], [OF_BOTH, ALSO]);
    draft.box = box;
  });

  test('Sections C and D are sent, and Section C comes back with a reason', async () => {
    await finish(teacher, 'Section C');
    await finish(teacher, 'Section D: the meeting');
    teacher.see('tasks-waiting', await teacher.at(draft.base));
    const section = await worker.at(`${draft.base}/sections/c`);
    worker.see('section-sent-by-another', section, true);
    const silent = await worker.press('Send it back');
    assert.equal(silent.status, 422);
    worker.see('section-reason-wrong', silent, true);
    await worker.type('_reason', REASON);
    const tasks = await worker.press('Send it back');
    worker.see('tasks-sent-back', tasks, true);
    const hers = await teacher.at(draft.base);
    teacher.see('tasks-to-mend', hers, true);
    assert.match(await words(teacher.tab, '.next-step'), /Sent back to you/);
    const back = await teacher.press('See what to change');
    teacher.see('section-sent-back', back, true);
    assert.ok((await words(teacher.tab, '.form-banner')).includes(REASON));
    await teacher.at(`${draft.base}/pages/views-school`);
    await teacher.tab.fill(draft.box, `${OF_BOTH}. And the playground`);
    await teacher.person.leads(() => teacher.tab.locator('#page--form').getByText('Save and go to the tasks').click());
    teacher.see('section-again', await teacher.at(`${draft.base}/sections/c`));
    await teacher.send();
    assert.ok(!(await worker.at(draft.base)).html.includes(REASON), 'the reason is done with');
  });

  test('the day of the meeting is set', async () => {
    const page = await worker.at(`${draft.base}/meeting-day`);
    worker.see('meeting-day', page, true);
    const empty = await worker.press('Save the day');
    assert.equal(empty.status, 422);
    worker.see('meeting-day-wrong', empty, true);
    const { day, month, year } = dayFromToday(20);
    for (const [name, text] of Object.entries({ 'meeting-day': day, 'meeting-month': month, 'meeting-year': year, 'meeting-time': '2.30pm' })) await worker.type(name, text);
    assert.equal((await worker.press('Save the day')).path, draft.base);
    assert.match(await words(worker.tab), /14:30/);
  });

  test('a folder keeps several drafts under one code', async () => {
    const away = await device('folder', 320);
    await away.enter(collectorAt('/drafts'), draft.reference, draft.code);
    const put = await away.press('Put this draft in your folder');
    away.see('put', put, true);
    const wrong = await away.press('Put it in');
    assert.equal(wrong.status, 422);
    away.see('put-wrong', wrong, true);
    await away.type('_nickname', 'W., spring');
    await away.person.tabTo('a new folder', ({ name }) => name === '_which');
    await away.person.choose('new');
    const shown = await away.press('Put it in');
    away.see('code', shown, true);
    const code = await words(away.tab, '.code');
    codes.push(code);
    away.see('list', await away.press(/^I have kept the code/), true);
    away.see('put-again', await away.at(`${draft.base}/folder`));
    await away.at('/drafts/folder');
    away.see('take-out', await away.press(/^Take out/), true);
    await away.press('No, leave it in');
    away.see('delete', await away.press('Delete this folder'), true);
    await away.press('No, keep it');
    away.see('new-code', await away.press('Get a new code for this folder'));
    await away.at('/drafts/folder');
    await away.signOut();
    const open = await away.at('/drafts/folder');
    away.see('open', open, true);
    await away.type('_folder_code', code.replace(/^./, (first) => (first === '0' ? '1' : '0')));
    away.see('open-wrong', await away.press('Open the folder'));
    await away.type('_folder_code', code);
    await away.press('Open the folder');
    const tasks = await away.press(/^Open W\., spring/);
    assert.equal(tasks.path, draft.base, 'the folder opens the draft');
  });

  test('the team sees the draft under way: who has joined and how far each section is, and no answer of it', async () => {
    inbox = await startInbox('--root', folder, '--data', path.join(folder, 'data/demo'), '--identity', path.join(folder, 'data/demo/demo-key.txt'));
    const desk = new Sitting(new Person(await (await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } })).newPage()), { looker, answers, name: 'inbox' });
    desk.tab.context().setDefaultTimeout(10_000);
    persons.push(desk.person);
    draft.desk = desk;
    const list = await desk.person.goTo(inbox.url);
    looker.admit(await desk.tab.context().cookies());
    draft.inbox = desk.tab.url();
    desk.see('list', list, true);
    assert.match(await words(desk.tab), /Drafts under way/);
    assert.ok(!list.html.includes('Canary'));
    const under = await desk.person.leads(() => desk.tab.locator(`h2 ~ div a:has-text("${draft.reference}")`).last().click());
    desk.see('draft', under, true);
    assert.match(await words(desk.tab), /Designated teacher/);
    assert.ok(!under.html.includes('Canary'));
    await desk.tick('sure');
    const code = await desk.press('Make a code for them');
    desk.see('code', code, true);
    await desk.press(/^I have told them/);
    await desk.press(/^Take back the invitation/);
  });

  test('at the meeting all see the same page, and the teacher signs there with her code', async () => {
    await finish(worker, 'the social worker’s part');
    worker.see('tasks-to-sign', await worker.at(draft.base), true);
    const meeting = await worker.press(/^For the meeting/);
    worker.see('meeting', meeting, true);
    assert.ok(meeting.html.includes(TARGET_TEXT) && !meeting.html.includes(SECRET));
    await worker.person.tabTo('the place to sign', ({ type, text }) => type === 'summary' && /^Somebody else signs/.test(text));
    await worker.tab.keyboard.press('Enter');
    await worker.person.tabTo('the code', ({ name }) => name === '_signer_code');
    await worker.person.type(draft.lost);
    await worker.person.tabTo('the box', ({ name }) => name === '_declared');
    await worker.person.tick();
    const wrong = await worker.person.press('Sign');
    assert.equal(wrong.status, 422);
    worker.see('meeting-wrong', wrong, true);
    await worker.person.tabTo('the code', ({ name }) => name === '_signer_code');
    await worker.person.type(draft.teachersCode);
    for (const box of ['_declared', '_carry']) {
      await worker.person.tabTo('the box', ({ name }) => name === box);
      await worker.person.tick();
    }
    const signed = await worker.person.press('Sign');
    assert.equal(signed.status, 200, await words(worker.tab));
    worker.see('meeting-signed', signed);
    assert.match(await words(worker.tab, '.meeting-sign'), /Designated teacher: signed on/);
    teacher.see('tasks-signed', await teacher.at(draft.base), true);
  });

  test('the social worker signs, and the draft is closed: both codes show what became of it', async () => {
    const sign = await worker.at(`${draft.base}/sign`);
    worker.see('sign', sign, true);
    const undeclared = await worker.press('Sign');
    assert.equal(undeclared.status, 422);
    worker.see('sign-wrong', undeclared);
    for (const box of ['_declared', '_carry']) {
      await worker.person.tabTo('the box', ({ name }) => name === box);
      await worker.person.tick();
    }
    const closed = await worker.person.press('Sign');
    worker.see('closed', closed, true);
    for (const [name, code] of [['worker', draft.code], ['teacher', draft.teachersCode]]) {
      const again = await device(name, 320);
      const shown = await again.enter(collectorAt('/drafts'), draft.reference, code);
      assert.equal(shown.status, 200);
      assert.match(await words(again.tab, 'h1'), /Everything is sent and signed/);
      assert.ok(!/Canary/.test(shown.html), 'no answer');
    }
    const carers = await carer.at(draft.base);
    carer.see('closed', carers);
  });

  test('the team has every section in one place, and lays it out for the record', async () => {
    const { desk } = draft;
    const list = await desk.person.goTo(draft.inbox);
    desk.see('list-closed', list);
    assert.doesNotMatch(await words(desk.tab), /Drafts under way/);
    const opened = await desk.press(draft.reference);
    desk.see('opened', opened, true);
    const shown = (await words(desk.tab)).replace(/\s+/g, ' ');
    const wanted = [CHILD, SECRET, TARGET_TEXT, `${OF_BOTH}. And the playground`, ALSO, 'Canary homework before supper', 'Section A', 'Section B', 'Section C', 'Section D', 'Signatures'];
    assert.deepEqual(wanted.filter((text) => !shown.includes(text)), []);
    const typed = [...new Set(answers.typed.filter((text) => /^Canary/.test(text)))];
    assert.deepEqual(typed.filter((text) => !shown.includes(text)), []);
    const text = await desk.press(/^Lay out to paste/);
    desk.see('text', text, true);
    assert.ok(text.html.includes(CHILD));
  });
});

test('no page of the teacher or the carer held what is closed to them', () => {
  const read = [...teachers, carer.person].flatMap(({ shown }) => shown);
  assert.ok(read.length > 60, `${read.length} pages`);
  assert.equal(read.filter((html) => html.includes(SECRET)).length, 0);
  assert.ok(worker.person.shown.some((html) => html.includes(SECRET)), 'the social worker saw it');
  assert.equal(carer.person.shown.filter((html) => html.includes(CHILD)).length, 0);
});

test('nothing that was typed stands on the disk, in the log or in an address', () => {
  const typed = [...new Set([...answers.typed.filter((text) => /^Canary/.test(text)), SECRET, REASON, OF_WORKER, OF_TEACHER, OF_BOTH, ...codes])];
  assert.deepEqual(findPlainText(path.join(folder, 'data'), typed), []);
  const addresses = persons.flatMap(({ requests }) => requests.flatMap(({ url, referrer }) => [url, referrer])).map((url) => decodeURIComponent(url.replaceAll('+', ' ')).toLowerCase());
  for (const text of [...typed, ...codes.map((code) => code.replaceAll('-', ''))]) {
    assert.ok(!preview.output().includes(text), `${text} is in the log`);
    assert.ok(!addresses.some((url) => url.includes(text.toLowerCase())), `${text} is in an address`);
  }
});

test('no page reports an error', () => {
  const told = persons.flatMap(({ messages }) => messages).filter(({ text }) => !/the server responded with a status of 4(01|09|22)/.test(text));
  assert.deepEqual(told, []);
});

test('every page on the way is right HTML, fits every screen, and keeps to WCAG 2.2 AA', async (t) => {
  const { pages, findings } = await looker.done();
  t.diagnostic(`${pages.length} pages`);
  assert.ok(pages.length > 55, `${pages.length} pages`);
  const { errors } = await checkHtml(pages);
  expectNone([...findings, ...errors]);
});
