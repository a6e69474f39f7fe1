// Looks at the pages that a person meets, while the person goes on. Whether it fits is looked at on every page, at 320 px by day; axe,
// which takes long, looks where there is a kind of element that it has not seen yet. The first page of its kind is looked at on a desk
// by night too, with forced colours, and by keyboard. Who wants it has such a page looked at in every width and by day and night.

import path from 'node:path';
import { checkAccessibility } from '../checks/accessibility.mjs';
import { checkForcedColours } from '../checks/forced-colours.mjs';
import { checkKeyboard } from '../checks/keyboard.mjs';
import { checkLayout } from '../checks/layout.mjs';
import { checkLoading } from '../checks/loading.mjs';
import { checkMarkup } from '../checks/markup.mjs';
import { checkStructure } from '../checks/structure.mjs';
import { SCHEMES, WIDTHS, openTab } from './chromium.mjs';
import { rememberElements } from './elements.mjs';
import { sentPage } from './sent-page.mjs';

const [PHONE, DESK] = WIDTHS;
const [DAY, NIGHT] = SCHEMES;
const TABLET = 768;

export class Looker {
  #queue = Promise.resolve();
  #seen = new Map();
  #tabs = new Map();
  #findings = [];
  #elements = rememberElements();
  #cookies = [];

  /** `folder` takes the HTML of each page, and pictures of each kind. With `everyLook` a page that is the first of its kind is laid out in all widths, by day and by night. */
  constructor(browser, folder, { everyLook = false } = {}) {
    this.browser = browser;
    this.folder = folder;
    this.everyLook = everyLook;
  }

  /** A page as its server sent it: `{ url, status, headers, html }`. One of the same name is looked at once. `kind`: the first of its kind. */
  see(name, sent, { kind = false } = {}) {
    if (this.#seen.has(name)) return;
    const page = sentPage(name, sent, this.folder);
    const site = { origin: new URL(page.url).origin, base: '/' };
    this.#seen.set(name, page);
    this.#findings.push(...checkMarkup(site, page));
    const isNew = this.#elements.hasNew(page);
    this.#queue = this.#queue.then(() => this.#onPhone(site, page, { kind, isNew }));
    if (kind) this.#queue = this.#queue.then(() => this.#onDesk(page));
  }

  /** From now on, pages are looked at as somebody who has these cookies: some servers show nothing without, not even a style sheet. */
  admit(cookies) {
    this.#queue = this.#queue.then(() => {
      this.#cookies.push(...cookies);
      return Promise.all([...this.#tabs.values()].map(({ tab }) => tab.context().addCookies(cookies)));
    });
  }

  /** All that was found, once everything was looked at, and the pages for the HTML checker. */
  async done() {
    await this.#queue;
    await Promise.all([...this.#tabs.values()].map(({ close }) => close()));
    return { pages: [...this.#seen.values()], findings: this.#findings };
  }

  async #tab(width, scheme) {
    if (!this.#tabs.has(width)) {
      const opened = await openTab(this.browser, { width, scheme });
      await opened.tab.context().addCookies(this.#cookies);
      this.#tabs.set(width, opened);
    }
    return this.#tabs.get(width);
  }

  async #onPhone(site, page, { kind, isNew }) {
    const look = `${PHONE} px, ${DAY}`;
    const { tab, goTo } = await this.#tab(PHONE, DAY);
    const add = (found) => this.#findings.push(...found);
    const visited = await goTo(page);
    add(await checkStructure(tab, page));
    add(await checkLayout(tab, page, look));
    if (isNew || kind) add(await checkAccessibility(tab, page, look));
    if (kind) {
      await this.#picture(tab, page, `${PHONE}-${DAY}`);
      await tab.emulateMedia({ forcedColors: 'active' });
      add(await checkForcedColours(tab, page, `${PHONE} px, forced colours`));
      await tab.emulateMedia({ forcedColors: 'none' });
      add(await checkKeyboard(tab, page, look));
      await this.#also(tab, page, PHONE, NIGHT, { picture: false });
      await tab.emulateMedia({ colorScheme: DAY });
    }
    add(checkLoading(site, { ...page, status: page.sent.status }, visited, look));
  }

  async #onDesk(page) {
    const look = `${DESK} px, ${NIGHT}`;
    const { tab, goTo } = await this.#tab(DESK, NIGHT);
    await goTo(page);
    await this.#picture(tab, page, `${DESK}-${NIGHT}`);
    this.#findings.push(...(await checkLayout(tab, page, look)), ...(await checkAccessibility(tab, page, look)));
    await this.#also(tab, page, DESK, DAY);
    await this.#also(tab, page, TABLET, DAY);
    await tab.emulateMedia({ colorScheme: NIGHT });
  }

  /** Where each look is wanted: the page that stands in the tab, in another width, by day or by night. */
  async #also(tab, page, width, scheme, { picture = true } = {}) {
    if (!this.everyLook) return;
    const before = tab.viewportSize();
    await tab.setViewportSize({ ...before, width });
    await tab.emulateMedia({ colorScheme: scheme });
    this.#findings.push(...(await checkLayout(tab, page, `${width} px, ${scheme}`)));
    if (picture) await this.#picture(tab, page, `${width}-${scheme}`);
    await tab.setViewportSize(before);
  }

  #picture(tab, page, look) {
    return tab.screenshot({ path: path.join(this.folder, `${page.path}-${look}.png`), fullPage: true });
  }
}
