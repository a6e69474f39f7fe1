// What somebody does with a draft in one sitting: begins it or joins, goes on page by page, checks a section and sends it, signs out.

import assert from 'node:assert/strict';
import { fillPage } from './draft.mjs';

const CODE = /^([0-9A-Z]{4}-){5}[0-9A-Z]$/;
const MOST_PAGES = 250;

export const words = (tab, selector = 'main') => tab.locator(selector).first().innerText();

/** `PEP-…`, from a page that shows a code once. */
export async function readCode(tab) {
  const [reference, code] = [await words(tab, '.reference'), await words(tab, '.code')];
  assert.match(code, CODE);
  return { reference, code, base: `/drafts/${reference}` };
}

export class Sitting {
  /**
   * `person` works on the draft, and `looker` sees each page on the way under a name that begins with `name`.
   * `fill` works a page of the form: `fillPage` by keyboard alone, or `fillQuickly`. `looksAtForm`: its pages are seen too.
   * `rowsOf` tells how many rows a page that repeats gets.
   */
  constructor(person, { looker, answers, name, fill = fillPage, rowsOf = () => 0, looksAtForm = true }) {
    Object.assign(this, { person, looker, answers, name, fill, rowsOf, looksAtForm });
  }

  get tab() {
    return this.person.tab;
  }

  see(name, page, kind = false) {
    this.looker.see(`${this.name}-${name}`, page, { kind });
  }

  at(address) {
    return this.person.goTo(new URL(address, this.tab.url()).href);
  }

  async press(text) {
    await this.person.toMain();
    return this.person.press(text);
  }

  async tick(name) {
    await this.person.toMain();
    await this.person.tabTo(name, (at) => at.name === name);
    await this.person.tick();
  }

  async type(name, text) {
    await this.person.toMain();
    await this.person.tabTo(name, (at) => at.name === name);
    await this.person.type(text);
  }

  /** From the form's start page to its list of tasks, with the code written down on the way. `role` where the page asks for one. */
  async begin(address, { role, kind = false } = {}) {
    await this.person.goTo(address);
    if (role) {
      await this.person.toMain();
      await this.person.tabTo('the roles', ({ name }) => name === '_role');
      await this.person.choose(role);
    }
    const shown = await this.press(/^Start now$/);
    assert.equal(shown.status, 200);
    this.see('code', shown, kind);
    const draft = await readCode(this.tab);
    const tasks = await this.press(/^I have kept my code/);
    assert.equal(tasks.path, draft.base);
    this.see('tasks', tasks, kind);
    return { ...draft, tasks };
  }

  /** The reference and the code, as a person may type them. `address` is that of the page with the boxes. */
  async enter(address, reference, code) {
    this.looker.see('resume', await this.person.goTo(address), { kind: true });
    await this.type('_reference', reference);
    await this.person.tabTo('the code', ({ name }) => name === '_code');
    await this.person.type(code);
    return this.press('Open the draft');
  }

  async signOut() {
    const left = await this.press('Sign out');
    assert.equal(left.status, 200);
    this.looker.see('signed-out', left, { kind: true });
    assert.deepEqual(await this.tab.context().cookies(), [], 'no cookie is left on the device');
  }

  /** The task that the list puts first, or that of a section which is not completed. */
  async nextTask(section) {
    const fold = section ? this.tab.locator('.fold').filter({ hasText: section }) : this.tab.locator('.fold[open]');
    if (section && (await fold.getAttribute('open')) === null) await fold.locator('summary').click();
    const title = await fold.first().evaluate((fold) => {
      const left = [...fold.querySelectorAll('.task')].find((task) => task.querySelector('.status').innerText !== 'Completed');
      return left?.querySelector('a').innerText.trim().replace(/\s+/g, ' ');
    });
    assert.ok(title, 'a section with something to do stands open');
    return this.press(title);
  }

  /**
   * Goes on page by page, until `stop(page)` or a page that shows all answers. A page that comes back is mended (the answer was
   * wrong) or left as it is (advice).
   */
  async goOn(page, { stop = () => false } = {}) {
    let again = 0;
    for (let met = 0; met < MOST_PAGES && !/\/(check|sections\/.*)$/.test(page.path) && !stop(page); met += 1) {
      const wrong = page.status === 422;
      const advice = (await this.tab.locator('.field-advice').count()) > 0;
      const isList = (await this.tab.locator('#add').count()) > 0;
      const name = `${taskOf(page)}${isList ? '-rows' : ''}${wrong ? '-wrong' : ''}${advice ? '-advice' : ''}`;
      if (this.looksAtForm) this.see(name, page, wrong || advice);
      again = wrong ? again + 1 : 0;
      assert.ok(again < 3, `${name} comes back: ${wrong && (await words(this.tab, '.form-wrong'))}`);
      page = isList ? await this.#rows(page) : await this.fill(this.person, this.answers);
    }
    return page;
  }

  async #rows(page) {
    const count = await this.tab.locator('.row').count();
    const least = /At least (\d+)/.exec(await words(this.tab))?.[1] ?? 0;
    return this.press(count < Math.max(this.rowsOf(taskOf(page)), Number(least)) ? /^Add / : /^Save and continue$/);
  }

  /** On the page of a section: puts in what is missing, one after the other. Resolves with the page once nothing is. */
  async mend(page) {
    const { path } = page;
    this.answers.insist = true;
    for (let mended = 0; mended < 20 && (await this.tab.locator('.form-wrong').count()) > 0; mended += 1) {
      const [missing] = await this.tab.locator('.form-wrong a').allInnerTexts();
      page = await this.press(missing.trim().replace(/\s+/g, ' '));
      const isList = (await this.tab.locator('#add').count()) > 0;
      page = isList ? await this.goOn(page) : await this.fill(this.person, this.answers);
      if (page.path !== path) page = await this.at(path);
    }
    this.answers.insist = false;
    assert.equal(await this.tab.locator('.form-wrong').count(), 0, await words(this.tab));
    return page;
  }

  /** From the page of a section, with nothing missing: declares and sends it. Resolves with the list of tasks. */
  async send(kind = false) {
    await this.tick('_declared');
    const tasks = await this.press(/^Send (this section|it again)$/);
    assert.equal(tasks.status, 200, await words(this.tab));
    assert.match(await words(this.tab, '.form-banner'), /^Sent: /);
    this.see('tasks-sent', tasks, kind);
    return tasks;
  }
}

const taskOf = (page) => /\/pages\/([^/]+)/.exec(page.path)?.[1] ?? page.path.split('/').pop();
