// Looks at each page that a person meets, while the person goes on: once at 320 px by day, and at a desk by night.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from '../checks/accessibility.mjs';
import { checkLayout } from '../checks/layout.mjs';
import { checkMarkup } from '../checks/markup.mjs';
import { checkStructure } from '../checks/structure.mjs';
import { IN_PAGE, LOOKS, describeLook } from './chromium.mjs';

const [PHONE, , , DESK] = LOOKS;

export class Looker {
  #queue = Promise.resolve();
  #seen = new Map();
  #tabs = new Map();
  #findings = [];

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
    for (const look of kind ? [PHONE, DESK] : [PHONE]) this.#queue = this.#queue.then(() => this.#lookAt(page, look, kind));
  }

  /** All that was found, once everything was looked at, and the pages for the HTML checker. */
  async done() {
    await this.#queue;
    for (const tab of this.#tabs.values()) await tab.context().close();
    return { pages: [...this.#seen.values()], findings: this.#findings };
  }

  async #tab(look) {
    if (!this.#tabs.has(look)) {
      const context = await this.browser.newContext({ viewport: { width: look.width, height: 800 }, colorScheme: look.scheme, reducedMotion: 'reduce' });
      context.setDefaultTimeout(20_000);
      await context.exposeBinding('__refused', (_, { directive, blocked }) => {
        this.#findings.push({ page: this.now, rule: 'policy', look: '', element: blocked, what: `the policy refused ${directive}`, help: '' });
      });
      await context.addInitScript({ path: IN_PAGE });
      this.#tabs.set(look, await context.newPage());
    }
    return this.#tabs.get(look);
  }

  async #lookAt(page, look, isKind) {
    const tab = await this.#tab(look);
    this.now = page.path;
    await tab.route(page.url, (route) => route.fulfill({ body: page.html, contentType: 'text/html; charset=utf-8' }));
    await tab.goto(page.url);
    if (isKind) await tab.screenshot({ path: path.join(this.folder, `${page.path}-${look.width}-${look.scheme}.png`), fullPage: true });
    if (look === PHONE) this.#findings.push(...(await checkStructure(tab, page)));
    this.#findings.push(...(await checkLayout(tab, page, describeLook(look))), ...(await checkAccessibility(tab, page, describeLook(look))));
    await tab.unroute(page.url);
  }
}
