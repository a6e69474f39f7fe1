// The pages of the collector on which nothing was taken: each is asked for in earnest, and looked at in every way.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkHtml } from './checks/html.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { TARGET, copyHub, giveKeys } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';
import { collector, startCollector } from './lib/collector.mjs';
import { expectNone } from './lib/finding.mjs';
import { startInspectors } from './lib/inspect.mjs';
import { sentPage } from './lib/sent-page.mjs';

const SCREENSHOTS = path.join(TARGET, 'screenshots/notices');
const FORM = 'forms/login-request';
const TITLE = 'Ask for an ePEP login';
const MOST_BYTES = 20_000;
const MOST_POSTS = 12;

/** Everything right, for what the form asks of somebody in a school. */
const ANSWERS = {
  council: 'north-northamptonshire',
  full_name: 'Sam Sample',
  workplace: 'school',
  designated_teacher: 'yes',
  organisation: 'Heron Academy',
  job: 'Designated teacher',
  has_work_email: 'yes',
  work_email: 'sam@heron-school.example',
  work_phone: '01632 960 777',
  approver_name: 'Alex Sample',
  approver_email: 'alex@heron-school.example',
  request: 'new',
  access: 'school',
  'first_day-day': '7',
  'first_day-month': '1',
  'first_day-year': '2030',
  need_to_know: 'yes',
  not_shared: 'yes',
  trained: 'yes',
};

let folder;
let open;
let closed;
let definition;
let browser;
let inspectors;

/** For each page: its status, its heading, and how one meets it. The order counts: the last ones leave the collector in a bad way. */
const NOTICES = {
  'there is no such page': [404, 'Page not found', () => get(open, 'forms/none')],
  'the address is not for this': [405, 'This page can’t do that', () => get(open, FORM, { method: 'PUT' })],
  'it came from another site': [403, 'This form was sent from another website', () => post(open, ANSWERS, { origin: 'https://elsewhere.example' })],
  'it is no form': [415, 'We could not read what was sent', () => post(open, 'plain words', { type: 'text/plain' })],
  'it is too long': [413, 'Your answers are too long', () => post(open, { ...ANSWERS, job: 'x'.repeat(MOST_BYTES) })],
  'it does not arrive': [408, 'Your answers did not arrive', () => postHalf(open)],
  'a program filled in the trap': [422, 'We did not send your answers', () => post(open, { ...ANSWERS, _website: 'x' })],
  'the form has changed': [409, TITLE, () => post(open, { ...ANSWERS, _definition: 'of-yesterday', gone: 'An answer without a place' })],
  'the form is closed': [503, TITLE, () => get(closed, FORM)],
  'the form was closed since': [503, 'You can’t send this form at the moment', () => post(closed, ANSWERS)],
  'the disk is full': [503, 'Your answers were not sent', () => open.fillDisk().then(() => post(open, ANSWERS))],
  'the network sends too much': [429, 'Too many forms at once', () => postUntil(429)],
};
const GIVES_ANSWERS_BACK = ['a program filled in the trap', 'the form has changed', 'the form was closed since', 'the disk is full'];

/** The pages, as they were sent. */
const met = new Map();

before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fingerpost-notices-'));
  const hub = await copyHub(path.join(folder, 'hub'));
  closed = await startCollector('--root', hub, '--data', path.join(folder, 'closed'));
  const openHub = await copyHub(path.join(folder, 'open-hub'));
  await giveKeys(openHub, (await collector('keygen', '--output', path.join(folder, 'key.txt'))).trim());
  const settings = path.join(openHub, 'site.toml');
  const limits = `limits = { body_bytes = ${MOST_BYTES}, body_time = 1, submissions_per_minute = ${MOST_POSTS} }`;
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^\[collector\]$/m, `[collector]\n${limits}`));
  open = await startCollector('--root', openHub, '--data', path.join(folder, 'open'));
  definition = /name="_definition" value="(\w+)"/.exec((await get(open, FORM)).html)[1];
  browser = await startChromium();
  inspectors = startInspectors(browser);
});

after(async () => {
  await browser?.close();
  open?.stop();
  closed?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('nothing is taken, and a page says so, when', () => {
  for (const [name, [status, title, meet]] of Object.entries(NOTICES)) {
    const skip = name === 'the disk is full' && process.platform !== 'linux' && 'only Linux can fill the disk of one program';
    test(name, { skip }, async () => {
      const sent = await meet();
      met.set(name, sentPage(name.replaceAll(' ', '-'), sent, SCREENSHOTS));
      assert.equal(sent.status, status);
      const [, heading] = /<h1>(.*?)<\/h1>/.exec(sent.html) ?? [];
      assert.equal(heading, title);
      if (!GIVES_ANSWERS_BACK.includes(name)) return;
      for (const typed of ['Sam Sample', 'Heron Academy', '01632 960 777']) assert.ok(sent.html.includes(`value="${typed}"`), `“${typed}” is not given back`);
    });
  }
});

describe('that page passes every check when', { concurrency: 2 }, () => {
  for (const name of Object.keys(NOTICES)) {
    test(name, async () => {
      const page = met.get(name);
      if (!page) return;
      const site = { origin: new URL(page.url).origin, base: '/' };
      const found = await inspectors.inspect(site, page, { screenshots: SCREENSHOTS });
      expectNone([...checkMarkup(site, page), ...Object.values(found).flat()]);
    });
  }
});

test('all of them are right HTML', async () => expectNone((await checkHtml([...met.values()])).errors));

async function get({ url }, at, options = {}) {
  return sentFrom(await fetch(new URL(at, url), { redirect: 'manual', ...options }));
}

function post(to, answers, { origin = new URL(to.url).origin, type = 'application/x-www-form-urlencoded' } = {}) {
  const body = typeof answers === 'string' ? answers : new URLSearchParams({ _definition: definition, ...answers }).toString();
  return get(to, FORM, { method: 'POST', headers: { origin, 'content-type': type }, body });
}

/** Promises more than it sends, as a phone does that loses its network. */
function postHalf(to) {
  const headers = { origin: new URL(to.url).origin, 'content-type': 'application/x-www-form-urlencoded', 'content-length': 1000 };
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(FORM, to.url), { method: 'POST', headers }, async (answer) => {
      const chunks = await answer.toArray();
      request.destroy();
      resolve({ url: new URL(FORM, to.url).href, status: answer.statusCode, headers: answer.headers, html: Buffer.concat(chunks).toString() });
    });
    request.on('error', reject);
    request.write('full_name=Sam');
  });
}

async function postUntil(status) {
  for (let sent = 0; sent <= MOST_POSTS; sent += 1) {
    const answer = await post(open, 'plain words', { type: 'text/plain' });
    if (answer.status === status) return answer;
  }
  throw new Error(`${MOST_POSTS + 1} posts within a minute were taken`);
}

const sentFrom = async (answer) => ({ url: answer.url, status: answer.status, headers: Object.fromEntries(answer.headers), html: await answer.text() });
