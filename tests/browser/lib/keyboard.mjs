// A person without a mouse: Tab, arrows, Space, Enter and typing, and nothing else. What is not reached by Tab is not answered.

const MOST_STOPS = 400;
const ANSWERED_WITHIN = 20_000;

/** What has the focus; none when Tab has left the page. */
function focused() {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const question = at.closest('[data-opened-by]');
  return {
    id: at.id,
    name: at.name ?? '',
    type: at.localName === 'a' ? 'link' : (at.type ?? at.localName),
    value: at.value ?? '',
    checked: at.checked ?? false,
    href: at.getAttribute('href') ?? '',
    action: at.form?.getAttribute('action') ?? '',
    text: (at.innerText ?? '').trim().replace(/\s+/g, ' '),
    options: at.localName === 'select' ? [...at.options].map(({ value, text }) => ({ value, text })) : [],
    openedBy: question?.dataset.openedBy ?? '',
  };
}

export class Person {
  /** `tab` is a page of Playwright. Only its keyboard is used, and its address bar by `goTo`; `click` is for who has a mouse. */
  constructor(tab) {
    this.tab = tab;
    /** Every address that was asked for, with its referrer. */
    this.requests = [];
    /** Errors of the console; what the policy refuses is one of them. */
    this.messages = [];
    /** The HTML of every page that was shown. */
    this.shown = [];
    tab.on('request', (request) => this.requests.push({ url: request.url(), referrer: request.headers().referer ?? '' }));
    tab.on('console', (message) => {
      if (message.type() === 'error') this.messages.push({ text: message.text(), url: message.location().url });
    });
    tab.on('pageerror', (error) => this.messages.push({ text: `uncaught: ${error.message}`, url: tab.url() }));
  }

  /** Types an address. Resolves with the page as its server sent it, as `{ url, path, status, headers, html }`. */
  goTo(address) {
    return this.leads(() => this.tab.goto(address));
  }

  /** The next stop of the Tab key. */
  async next() {
    await this.tab.keyboard.press('Tab');
    return this.tab.evaluate(focused);
  }

  now() {
    return this.tab.evaluate(focused);
  }

  /** Tab until there; `wanted` looks at a stop. */
  async tabTo(what, wanted) {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      const at = await this.next();
      if (!at) break;
      if (wanted(at)) return at;
    }
    throw new Error(`Tab never came to ${what} on ${new URL(this.tab.url()).pathname}`);
  }

  /** The skip link, so that the header is passed; not where a banner has the focus already. */
  async toMain() {
    if (await this.tab.evaluate(() => document.activeElement?.closest('main') !== null)) return;
    await this.tabTo('the skip link', ({ href }) => href === '#page--main');
    await this.tab.keyboard.press('Enter');
    await this.tab.waitForURL(/#page--main$/);
  }

  /** Tab to a link or a button with these words, and press it. */
  async press(words) {
    const fits = typeof words === 'string' ? (text) => text === words : (text) => words.test(text);
    const at = await this.tabTo(`“${words}”`, ({ type, text }) => /^(link|submit|button|summary)$/.test(type) && fits(text));
    return this.enter(at);
  }

  /** A link or a button with these words, with a mouse. */
  click(words) {
    const target = this.tab.locator('main').locator('a, button').filter({ hasText: words, visible: true }).first();
    return this.leads(() => target.click());
  }

  /** Enter on what has the focus. */
  enter() {
    return this.leads(() => this.tab.keyboard.press('Enter'));
  }

  /** Types into the box that has the focus, in place of what is there. */
  async type(text) {
    const at = await this.now();
    if (at.value === text) return;
    if (at.value) {
      await this.tab.keyboard.press('Control+a');
      if (!text) await this.tab.keyboard.press('Delete');
    }
    await this.tab.keyboard.type(text);
  }

  /** The focus is on a radio of a group: on to the one with this value. */
  async choose(value) {
    const first = await this.now();
    if (first.value === value) {
      if (!first.checked) await this.tab.keyboard.press('Space');
      return;
    }
    for (let at = first, moves = 0; at.value !== value; moves += 1) {
      if (moves > 60) throw new Error(`no option “${value}” in ${first.name}`);
      await this.tab.keyboard.press('ArrowDown');
      at = await this.now();
    }
  }

  async tick(wanted = true) {
    const { checked } = await this.now();
    if (checked !== wanted) await this.tab.keyboard.press('Space');
  }

  /** The focus is on a list: its first letters choose, as in any list of a browser. */
  async pick(value) {
    const { options, name } = await this.now();
    const option = options.find((option) => option.value === value);
    if (!option) throw new Error(`no option “${value}” in ${name}`);
    await this.tab.keyboard.type(option.text.toLowerCase());
    for (let at = await this.now(), moves = 0; at.value !== value && moves < options.length; moves += 1) {
      await this.tab.keyboard.press('ArrowDown');
      at = await this.now();
    }
  }

  /** Does what leads to another page, and resolves with that page. */
  async leads(act) {
    const isPage = (response) =>
      response.request().isNavigationRequest() && response.frame() === this.tab.mainFrame() && !(response.status() >= 300 && response.status() < 400);
    const [response] = await Promise.all([this.tab.waitForResponse(isPage, { timeout: ANSWERED_WITHIN }), act()]);
    await response.finished();
    await this.tab.waitForLoadState('load');
    const { pathname, href } = new URL(response.url());
    const html = await response.text();
    this.shown.push(html);
    return { status: response.status(), url: href.replace(/#.*/, ''), path: pathname, headers: response.headers(), html };
  }
}
