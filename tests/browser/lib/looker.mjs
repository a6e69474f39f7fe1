// Looks at each page that a person meets, while the person goes on: at 320 px by day, and the first of its kind at a desk by night too.
// Whether it fits is looked at on every page. axe takes long, so it looks where there is a kind of element that it has not seen yet.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from '../checks/accessibility.mjs';
import { checkLayout } from '../checks/layout.mjs';
import { checkMarkup } from '../checks/markup.mjs';
import { checkStructure } from '../checks/structure.mjs';
import { CHECKS_SCRIPT } from './chromium.mjs';
import { readTags } from './tags.mjs';

const PHONE = { width: 320, scheme: 'light' };
const DESK = { width: 1280, scheme: 'dark' };
const describeLook = ({ width, scheme }) => `${width} px, ${scheme}`;

export class Looker {
  #queue = Promise.resolve();
  #seen = new Map();
  #tabs = new Map();
  #findings = [];
  #elements = new Set();

  /** `folder` takes the HTML of each page, and pictures of each kind. */
  constructor(browser, folder) {
    this.browser = browser;
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** A page as the server sent it, at `url`. One of the same name is looked at once. `kind`: the first of its kind, at the desk too. */
  see(name, url, html, { kind = false } = {}) {
    if (this.#seen.has(name)) return;
    const file = path.join(this.folder, `${name}.html`);
    writeFileSync(file, html);
    const page = { path: name, url, file, html, kind: 'page' };
    this.#seen.set(name, page);
    this.#findings.push(...checkMarkup({ origin: new URL(url).origin }, page));
    const isNew = this.#hasNew(page);
    for (const look of kind ? [PHONE, DESK] : [PHONE]) this.#queue = this.#queue.then(() => this.#lookAt(page, look, { isKind: kind, isNew: isNew || kind }));
  }

  /** All that was found, once everything was looked at, and the pages for the HTML checker. */
  async done() {
    await this.#queue;
    for (const tab of this.#tabs.values()) await tab.context().close();
    return { pages: [...this.#seen.values()], findings: this.#findings };
  }

  /** Whether it has an element whose name, classes and attributes together stood on no page before. */
  #hasNew({ html }) {
    const before = this.#elements.size;
    for (const { name, attributes } of readTags(html)) {
      const { class: classes = '', type = '', ...others } = attributes;
      this.#elements.add([name, classes, type, ...Object.keys(others).sort()].join(' '));
    }
    return this.#elements.size > before;
  }

  async #tab(look) {
    if (!this.#tabs.has(look)) {
      const context = await this.browser.newContext({ viewport: { width: look.width, height: 800 }, colorScheme: look.scheme, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      await context.exposeBinding('__refused', (_, { directive, blocked }) => {
        this.#findings.push({ page: this.now, rule: 'policy', look: '', element: blocked, what: `the policy refused ${directive}`, help: '' });
      });
      await context.addInitScript({ content: CHECKS_SCRIPT });
      this.#tabs.set(look, await context.newPage());
    }
    return this.#tabs.get(look);
  }

  async #lookAt(page, look, { isKind, isNew }) {
    const tab = await this.#tab(look);
    this.now = page.path;
    await tab.route(page.url, (route) => route.fulfill({ body: page.html, contentType: 'text/html; charset=utf-8' }));
    await tab.goto(page.url);
    if (isKind) await tab.screenshot({ path: path.join(this.folder, `${page.path}-${look.width}-${look.scheme}.png`), fullPage: true });
    if (look === PHONE) this.#findings.push(...(await checkStructure(tab, page)));
    this.#findings.push(...(await checkLayout(tab, page, describeLook(look))));
    if (isNew) this.#findings.push(...(await checkAccessibility(tab, page, describeLook(look))));
    await tab.unroute(page.url);
  }
}
