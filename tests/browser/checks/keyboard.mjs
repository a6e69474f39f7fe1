// With the keyboard alone: the skip link skips, Tab reaches everything in turn, and one always sees where one is.

import { finding } from '../lib/finding.mjs';

export async function checkKeyboard(tab, page, look = '') {
  await startAgain(tab);
  await tab.evaluate(settled);
  await tab.evaluate(watch);
  const found = [...(await skip(tab)), ...(await walk(tab))];
  return found.map((one) => finding(page, one.rule, { ...one, look }));
}

/** As if the page had just been opened. */
async function startAgain(tab) {
  await tab.evaluate(() => history.replaceState(null, '', location.pathname + location.search));
  await tab.reload({ waitUntil: 'load' });
}

/** A script may add or drop a stop when a size changes, which it hears of with the next picture. */
function settled() {
  const nextPicture = () => new Promise((done) => requestAnimationFrame(() => done()));
  return nextPicture().then(nextPicture);
}

/** Goes round the page until Tab has stopped everywhere, or has had the presses of two rounds to do so. */
async function walk(tab) {
  const stops = await tab.evaluate(() => globalThis.__focus.before.size);
  for (let pressed = 0; pressed < 2 * stops + 4; pressed += stops + 2) {
    // Each press is looked at in the page just before the next one counts, so there is no need to wait for it here.
    await Promise.all(Array.from({ length: stops + 2 }, () => tab.keyboard.down('Tab')));
    await tab.keyboard.up('Tab');
    if (await tab.evaluate(() => globalThis.__focus.look().left.length === 0)) break;
  }
  return tab.evaluate(() => {
    const { findings, left } = globalThis.__focus.look();
    const lost = left.map((element) => ({
      rule: 'keyboard-unreachable',
      element: inPage.describe(element),
      what: 'the Tab key never stops here',
      help: 'use a real link or button, in the order of the page',
    }));
    return [...findings, ...lost];
  });
}

/**
 * Watches the focus. Keeps how every stop looks without it: itself, what is drawn before and after it, and what stands around it.
 * Then looks at what has the focus whenever a key is about to move it on.
 */
function watch() {
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
  // A page may begin with the focus somewhere: how that place looks without it is not known.
  const before = new Map(inPage.tabStops().map((element) => [element, element === document.activeElement ? [] : outlook(element)]));
  const reached = new Set();
  const findings = [];

  const lookAtFocus = () => {
    const element = document.activeElement;
    if (!element || element === document.body || element.tabIndex < 0 || reached.has(element)) return;
    reached.add(element);
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
      // A tall box is scrolled to its first line: what counts is the part that is on the screen.
      const onIt = ({ left, top, right, bottom }) => ({ left, right, top: Math.max(top, 0), bottom: Math.min(bottom, innerHeight) });
      const points = [...element.getClientRects()].map(onIt).flatMap((box) =>
        [0.1, 0.5, 0.9].map((part) => [box.left + (box.right - box.left) * part, (box.top + box.bottom) / 2]),
      );
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
  };
  addEventListener('keydown', lookAtFocus, true);

  const group = (element) => element.type === 'radio' && element.name && `${element.form?.id ?? ''} ${element.name}`;
  const look = () => {
    lookAtFocus();
    const groups = new Set([...reached].map(group).filter(Boolean));
    return { findings, left: [...before.keys()].filter((element) => !reached.has(element) && element.isConnected && !groups.has(group(element))) };
  };
  globalThis.__focus = { before, look };
}

/** The first stop leads past the header: Enter on it, then Tab, and one is inside the main part. */
async function skip(tab) {
  const isAtTop = await tab.evaluate(() => document.activeElement === document.body || (inPage.tabStops()[0]?.focus(), false));
  if (isAtTop) await tab.keyboard.press('Tab');
  const first = await tab.evaluate(() => ({
    element: document.activeElement === document.body ? 'body' : inPage.describe(document.activeElement),
    target: document.activeElement.getAttribute('href') ?? '',
    found: document.getElementById((document.activeElement.hash ?? '').slice(1)) !== null,
  }));
  const wrong = (what, help) => [{ rule: 'skip-link', element: first.element, what, help }];
  if (!first.target.includes('#')) return wrong('the first stop is no skip link', 'begin the body with <a href="#main">Skip to main content</a>');
  if (!first.found) return wrong(`it points to ${first.target}, which is not there`, 'give <main> that id');
  await tab.keyboard.press('Enter');
  const went = await tab.waitForURL((url) => url.hash !== '', { timeout: 2_000 }).then(() => true, () => false);
  if (!went) return wrong('Enter on it does nothing', 'make it a plain link');
  await tab.keyboard.press('Tab');
  const landed = await tab.evaluate(() => {
    const target = document.getElementById(location.hash.slice(1));
    const now = document.activeElement;
    const isAfter = (element) => target.compareDocumentPosition(element) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY);
    if (now === document.body || !inPage.tabStops().some(isAfter)) return '';
    return isAfter(now) ? '' : inPage.describe(now);
  });
  return landed ? wrong(`after Enter and Tab one is at ${landed}`, 'let it point to <main>') : [];
}
