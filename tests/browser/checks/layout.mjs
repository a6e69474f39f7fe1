// What the eye meets: nothing wider than the screen, no text cut off, every target big enough for a thumb.

import { finding } from '../lib/finding.mjs';

const SMALLEST_TARGET = 24;

export async function checkLayout(tab, page, look = '') {
  // All of it in one go: to ask the browser takes longer than to measure.
  const { plain, spaced } = await tab.evaluate(`(${measure})(${overflow}, ${cutText}, ${smallTargets}, ${spaceTextOut}, ${SMALLEST_TARGET})`);
  const isNew = ({ rule, element }) => !plain.some((known) => known.rule === rule && known.element === element);
  return [
    ...plain.map((found) => finding(page, found.rule, { ...found, look })),
    ...spaced.filter(isNew).map((found) => finding(page, found.rule, { ...found, look: `${look}, text spaced out` })),
  ];
}

function measure(overflow, cutText, smallTargets, spaceTextOut, smallestTarget) {
  const plain = [...overflow(), ...cutText(), ...smallTargets(smallestTarget)];
  spaceTextOut();
  const spaced = [...overflow(), ...cutText()];
  document.adoptedStyleSheets = [];
  return { plain, spaced };
}

/** WCAG 1.4.12: a reader may set this spacing, and must still be able to read everything. */
function spaceTextOut() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}

/** The element that reaches furthest beyond the right edge, unless it stands in a box that scrolls by itself. */
function overflow() {
  const width = document.documentElement.clientWidth;
  const roots = [document.documentElement, document.body];
  const scrolls = document.documentElement.scrollWidth > width;
  const cuts = roots.some((root) => ['hidden', 'clip'].includes(getComputedStyle(root).overflowX));
  if (!scrolls && !cuts) return [];

  const isHeld = (element) => {
    for (let at = element.parentElement; at && !roots.includes(at); at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== 'visible') return true;
    }
    return false;
  };
  const reachOf = (element) => {
    const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const range = document.createRange();
    const ends = words.map((node) => (range.selectNodeContents(node), range.getBoundingClientRect().right));
    return Math.max(element.getBoundingClientRect().right, ...ends);
  };
  let widest;
  for (const element of document.body.querySelectorAll('*')) {
    const reach = reachOf(element);
    if (reach <= width + 1 || (widest && reach <= widest.reach)) continue;
    if (inPage.isShown(element) && !isHeld(element)) widest = { element, reach };
  }
  if (!widest && !scrolls) return [];
  return [
    {
      rule: 'overflow',
      element: widest ? inPage.describe(widest.element) : 'html',
      what: `it reaches ${Math.round(widest?.reach ?? document.documentElement.scrollWidth)} px on a screen of ${width} px`,
      help: 'let it wrap or shrink, or put it into a box of its own that scrolls',
    },
  ];
}

/** Text that a box with hidden overflow, or the left edge of the screen, cuts off. */
function cutText() {
  const found = new Map();
  const clips = (value) => value === 'hidden' || value === 'clip';
  for (const node of inPage.textNodes(document.body)) {
    const parent = node.parentElement;
    if (!inPage.isShown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (text.width === 0) continue;
    const report = (what, help) => found.set(parent, { rule: 'text-cut-off', element: inPage.describe(parent), what, help });
    let free = { x: true, y: true };
    for (let at = parent; at && at !== document.documentElement && (free.x || free.y); at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      if (free.x && clips(style.overflowX) && (text.right > box.right + 2 || text.left < box.left - 2)) {
        report(`${inPage.describe(at).split(' "')[0]} is ${Math.round(box.width)} px wide and cuts it`, 'let the text wrap; take overflow: hidden away');
      } else if (free.y && clips(style.overflowY) && (text.bottom > box.bottom + 2 || text.top < box.top - 2)) {
        report(`${inPage.describe(at).split(' "')[0]} is ${Math.round(box.height)} px high and cuts it`, 'set no fixed height; use min-height');
      }
      free = {
        x: free.x && !['auto', 'scroll'].includes(style.overflowX),
        y: free.y && !['auto', 'scroll'].includes(style.overflowY),
      };
    }
    if (free.x && text.left + scrollX < -1 && text.right > 1) report('the left edge of the screen cuts it', 'keep it inside the page');
  }
  return [...found.values()];
}

/** WCAG 2.5.8 without its exception for wide spacing; a link inside a sentence is as small as its words. */
function smallTargets(smallest) {
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]';
  const isInSentence = (element) => {
    if (element.localName !== 'a' || !getComputedStyle(element).display.startsWith('inline')) return false;
    const block = element.closest('p, li, dd, dt, td, th, figcaption, caption, blockquote, h1, h2, h3, h4, h5, h6, address, div, section');
    return [...(block ? inPage.textNodes(block) : [])].some(
      (node) => /[\p{L}\p{N}]/u.test(node.data) && !node.parentElement.closest('a, button') && inPage.isShown(node.parentElement),
    );
  };
  const area = (element) => {
    const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
    return {
      width: Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left)),
      height: Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)),
    };
  };
  return [...document.querySelectorAll(targets)]
    .filter((element) => inPage.isShown(element) && !isInSentence(element))
    .map((element) => ({ element, ...area(element) }))
    .filter(({ width, height, element }) => (width < smallest || height < smallest) && element.getClientRects().length > 0)
    .filter(({ element }) => element.getBoundingClientRect().bottom + scrollY > 0)
    .map(({ element, width, height }) => ({
      rule: 'small-target',
      element: inPage.describe(element),
      what: `it is ${width.toFixed(0)} by ${height.toFixed(0)} px; a thumb needs ${smallest} by ${smallest}`,
      help: 'give it padding; above and below an inline link that moves nothing else',
    }));
}
