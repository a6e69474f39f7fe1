// Two ways to work a page: with a finger or a mouse, and with the keyboard alone.

const MOST_STOPS = 300;

/** `choose` a radio or a checkbox, `write` into a box, `press` a link or a button that leads to the next page. */
export const pointing = (tab) => ({
  choose: (selector) => tab.check(selector),
  write: (selector, text) => tab.fill(selector, text),
  async press(selector) {
    const loaded = tab.waitForEvent('domcontentloaded');
    await tab.locator(selector).first().click();
    await loaded;
  },
});

/** Nothing is reached but by the Tab and arrow keys, from where the focus stands. */
export const keyboard = (tab) => ({
  async choose(selector) {
    const name = await tab.locator(selector).getAttribute('name');
    await tabTo(tab, `[name="${name}"]`);
    const isThere = () => tab.evaluate((wanted) => document.activeElement.matches(wanted), selector);
    for (let step = 0; step < MOST_STOPS && !(await isThere()); step += 1) await tab.keyboard.press('ArrowDown');
    if (!(await tab.isChecked(selector))) await tab.keyboard.press('Space');
    if (!(await tab.isChecked(selector))) throw new Error(`the keyboard does not choose ${selector}`);
  },
  async write(selector, text) {
    await tabTo(tab, selector);
    await tab.keyboard.press('ControlOrMeta+a');
    await tab.keyboard.type(text);
  },
  async press(selector) {
    await tabTo(tab, selector);
    const loaded = tab.waitForEvent('domcontentloaded');
    await tab.keyboard.press('Enter');
    await loaded;
  },
});

/** Presses Tab until the focus is on the first element that matches, round the end of the page if it must be. */
async function tabTo(tab, selector) {
  const isThere = () => tab.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await isThere()) return;
    await tab.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${selector}`);
}
