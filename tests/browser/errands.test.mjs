// What people come for: from the home page, in at most three clicks, without script.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { buildHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';

const MOST_CLICKS = 3;

/** Who wants what, the names of the links on the way, and what the reader must see at its end. */
const ERRANDS = [
  {
    who: 'a carer finds who to call when a child may be excluded',
    clicks: ['Contacts', 'North Northamptonshire Council', 'Inclusion adviser'],
    sees: ['Suspensions, the risk of exclusion', '01632 960151', 'Monday to Friday'],
  },
  {
    who: 'a carer finds what to bring to the meeting, to print',
    clicks: ['a carer', 'the checklist'],
    sees: ['homework', 'I have my copy'],
  },
  {
    who: 'a designated teacher finds help with Section B',
    clicks: ['a designated teacher', 'Help with Section B'],
    sees: ['attendance', 'Section B'],
  },
  {
    who: 'a social worker finds both deadlines of a child who came into care on 18 December 2026',
    clicks: ['Work out both deadlines', 'December 2026', 'Fri 18 Dec'],
    sees: ['Wednesday 6 January 2027', 'Wednesday 20 January 2027'],
  },
  {
    who: 'a social worker finds what to do for a child without a school place',
    clicks: ['School life', 'School places'],
    sees: ['apply'],
  },
  {
    who: 'a school finds its adviser by its name',
    clicks: ['Contacts', 'West Northamptonshire Council', 'Find by school, nursery or college'],
    sees: ['Fernbank School, Northampton', 'School-age adviser'],
  },
  {
    who: 'a designated person asks for a login',
    clicks: ['Forms', 'Ask for an ePEP login'],
    sees: ['Ask for an ePEP login', 'What is your work email address?'],
  },
  {
    who: 'a young person finds how to be heard',
    clicks: ['a child or young person', 'tell us here'],
    sees: ['What I think about my learning'],
  },
  {
    who: 'a personal adviser finds how much the bursary is',
    clicks: ['Post-16', 'The 16 to 19 bursary'],
    sees: ['£1,200'],
  },
  {
    who: 'an independent reviewing officer finds when the PEP must be there',
    clicks: ['an independent reviewing officer'],
    sees: ['3 days', 'care review'],
  },
  {
    who: 'a head teacher finds what pupil premium plus cannot buy',
    clicks: ['Money', 'What pupil premium plus cannot buy'],
    sees: ['cannot'],
  },
  {
    who: 'a parent of an adopted child finds who gives advice',
    clicks: ['Who we support', 'Children who left care'],
    sees: ['01632 960320'],
  },
];

const hub = await buildHub({ name: 'test-errands', openForms: true });
const browser = await startChromium();
const onPhone = (script) => browser.newPage({ viewport: { width: 320, height: 640 }, javaScriptEnabled: script });
const tab = await onPhone(false);
after(async () => {
  await browser.close();
  await hub.close();
});

/** Where the link of this name leads; one name may not lead to two places. */
async function follow(name) {
  const links = tab.getByRole('link', { name, exact: true });
  const urls = new Set(await links.evaluateAll((all) => all.map(({ href }) => href)));
  assert.equal(urls.size, 1, `"${name}" on ${tab.url()} leads to ${[...urls].join(' and ') || 'nothing: there is no such link'}`);
  await tab.goto([...urls][0], { waitUntil: 'load' });
}

describe('from the home page, on a phone without script', () => {
  test('there are twelve errands', () => assert.equal(ERRANDS.length, 12));
  for (const { who, clicks, sees } of ERRANDS) {
    test(who, async () => {
      assert.ok(clicks.length <= MOST_CLICKS, `${clicks.length} clicks are too many`);
      await tab.goto(hub.url, { waitUntil: 'load' });
      for (const name of clicks) await follow(name);
      assert.ok(tab.url().startsWith(hub.url), `${tab.url()} is another website`);
      const text = (await tab.locator('main').innerText()).replace(/\s+/g, ' ');
      for (const words of sees) assert.ok(text.includes(words), `"${words}" is not on ${tab.url()}:\n${text.slice(0, 2000)}`);
    });
  }
});

describe('with script', () => {
  test('a few letters shorten a list, and say by how much', async () => {
    const tab = await onPhone(true);
    await tab.goto(`${hub.url}contacts/north-northamptonshire/schools/`);
    const box = tab.getByRole('searchbox', { name: 'Type a part of the name or town' });
    const shown = () => tab.locator('[data-filter-item]:visible').allInnerTexts();
    const all = await shown();
    const told = (words) => tab.getByRole('status').filter({ hasText: words }).waitFor();
    await box.fill('riverside RUSH');
    await told(`1 of ${all.length} shown`);
    assert.deepEqual(await shown(), ['Riverside Primary School, Rushden: School-age adviser']);
    assert.deepEqual(await tab.locator('[data-filter-group] h2:visible').allInnerTexts(), ['R'], 'letters with nothing below them are gone');
    await box.fill('xyz');
    await told('Nothing fits');
    await box.fill('');
    await tab.waitForFunction((count) => document.querySelectorAll('[data-filter-item]:not([hidden])').length === count, all.length);
    assert.deepEqual(await shown(), all);
    await tab.close();
  });

  test('the day that care began leads to its dates, and no other day is guessed', async () => {
    const tab = await onPhone(true);
    await tab.goto(`${hub.url}when-is-a-pep-due/`);
    const box = tab.getByLabel('On which day did care begin?');
    const show = tab.getByRole('button', { name: 'Show the dates' });
    const told = (words) => tab.getByRole('status').filter({ hasText: words }).waitFor();
    await show.click();
    await told(/^Choose the day on which care began\. Any day from .* to .* will do\.$/);
    await box.fill('2031-01-01');
    await show.click();
    await told(/^We have no dates for that day\. Any day from .* to .* will do\.$/);
    assert.ok(tab.url().endsWith('/when-is-a-pep-due/'));
    await box.fill('2026-12-18');
    await show.click();
    await tab.getByText('Wednesday 6 January 2027').first().waitFor();
    assert.ok(tab.url().endsWith('/when-is-a-pep-due/2026-12-18/'));
    await tab.close();
  });
});
