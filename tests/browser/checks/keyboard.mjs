// With the keyboard alone: the skip link skips, Tab reaches everything in turn, and one always sees where one is.

import { finding } from '../lib/finding.mjs';

const MOST_STOPS = 600;

export async function checkKeyboard(tab, page, look = '') {
  const report = (rule, found) => finding(page, rule, { ...found, look });
  return [
    ...(await walk(tab)).map((found) => report(found.rule, found)),
    ...(await skip(tab)).map((found) => report(found.rule, found)),
  ];
}

/** Presses Tab until the page ends, and looks at each stop. */
async function walk(tab) {
  await toTop(tab);
  await tab.evaluate(settled);
  await tab.evaluate(remember);
  const findings = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await tab.keyboard.press('Tab');
    const found = await tab.evaluate(lookAtFocus);
    if (found === 'end') break;
    findings.push(...found);
  }
  return [...findings, ...(await tab.evaluate(neverReached))];
}

/** A script may add or drop a stop when a size changes, which it hears of with the next picture. */
function settled() {
  const nextPicture = () => new Promise((done) => requestAnimationFrame(() => done()));
  return nextPicture().then(nextPicture);
}

/** Keeps how every stop looks while it is not in focus: itself, what is drawn before and after it, and what stands around it. */
function remember() {
  const isClear = (colour) => /^rgba\(.*, 0\)$|^transparent$/.test(colour);
  const rings = (element, pseudo) => {
    const style = getComputedStyle(element, pseudo);
    if (pseudo && style.content === 'none') return [];
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !isClear(style.outlineColor);
    return [outlined && `outline ${style.outlineWidth} ${style.outlineColor}`, style.boxShadow !== 'none' && `shadow ${style.boxShadow}`];
  };
  const outlook = (element) => {
    const around = [element.parentElement, element.parentElement?.parentElement].filter(Boolean);
    const parts = [rings(element), rings(element, '::before'), rings(element, '::after'), ...around.map((outer) => rings(outer))];
    return parts.flatMap((found, index) => found.filter(Boolean).map((ring) => `${index} ${ring}`));
  };
  const before = new Map(inPage.tabStops().map((element) => [element, outlook(element)]));
  globalThis.__focus = { outlook, before, reached: new Set() };
}

function lookAtFocus() {
  const { outlook, before, reached } = globalThis.__focus;
  const element = document.activeElement;
  if (!element || element === document.body || reached.has(element)) return 'end';
  reached.add(element);
  const findings = [];
  const describe = inPage.describe(element);
  const was = before.get(element) ?? [];
  if (!outlook(element).some((ring) => !was.includes(ring))) {
    findings.push({
      rule: 'focus-invisible',
      element: describe,
      what: 'nothing around it changes when it has the focus',
      help: 'give :focus-visible an outline or a box-shadow',
    });
  }
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const onScreen = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight && width > 2 && height > 2;
  const isChoice = ['radio', 'checkbox', 'file'].includes(element.type);
  if (!onScreen && !isChoice) {
    findings.push({
      rule: 'focus-off-screen',
      element: describe,
      what: 'it has the focus, but is not on the screen',
      help: 'show it while it has the focus',
    });
  } else if (!isChoice) {
    const boxes = [...element.getClientRects()];
    const points = boxes.flatMap((box) => [0.1, 0.5, 0.9].map((part) => [box.left + box.width * part, box.top + box.height / 2]));
    const visible = points.some(([x, y]) => {
      const hit = document.elementFromPoint(x, y);
      return hit && (element.contains(hit) || hit.contains(element));
    });
    if (!visible) {
      findings.push({
        rule: 'focus-covered',
        element: describe,
        what: 'it has the focus, but something lies on top of it',
        help: 'give the page scroll-padding, or let nothing stick',
      });
    }
  }
  return findings;
}

function neverReached() {
  const { before, reached } = globalThis.__focus;
  const group = (element) => element.type === 'radio' && element.name && `${element.form?.id ?? ''} ${element.name}`;
  const groups = new Set([...reached].map(group).filter(Boolean));
  return [...before.keys()]
    .filter((element) => !reached.has(element) && element.isConnected && !groups.has(group(element)))
    .map((element) => ({
      rule: 'keyboard-unreachable',
      element: inPage.describe(element),
      what: 'the Tab key never stops here',
      help: 'use a real link or button, in the order of the page',
    }));
}

/** The first stop leads past the header: Enter on it, then Tab, and one is inside the main part. */
async function skip(tab) {
  await toTop(tab);
  await tab.keyboard.press('Tab');
  const first = await tab.evaluate(() => ({
    element: document.activeElement === document.body ? '' : inPage.describe(document.activeElement),
    target: document.activeElement.getAttribute('href') ?? '',
    found: document.getElementById((document.activeElement.hash ?? '').slice(1)) !== null,
  }));
  const wrong = (what, help) => [{ rule: 'skip-link', element: first.element, what, help }];
  if (!first.target.includes('#')) return wrong('the first stop is no skip link', 'begin the body with <a href="#main">Skip to main content</a>');
  if (!first.found) return wrong(`it points to ${first.target}, which is not there`, 'give <main> that id');
  await tab.keyboard.press('Enter');
  const went = await tab.waitForURL((url) => url.hash !== '', { timeout: 5_000 }).then(() => true, () => false);
  if (!went) return wrong('Enter on it does nothing', 'make it a plain link');
  await tab.keyboard.press('Tab');
  const landed = await tab.evaluate(() => {
    const target = document.getElementById(location.hash.slice(1));
    const now = document.activeElement;
    if (now === document.body) return '';
    return target.compareDocumentPosition(now) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY)
      ? ''
      : inPage.describe(now);
  });
  return landed ? wrong(`after Enter and Tab one is at ${landed}`, 'let it point to <main>') : [];
}

/** Starts again at the top, as if the page had just been opened. */
async function toTop(tab) {
  await tab.evaluate(() => history.replaceState(null, '', location.pathname + location.search));
  await tab.reload({ waitUntil: 'load' });
}
