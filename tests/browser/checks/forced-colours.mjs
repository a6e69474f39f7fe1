// With the reader's own colours forced and motion reduced, the page is still there, still edged, still shows the focus and keeps still.

import { finding } from '../lib/finding.mjs';

export async function checkForcedColours(tab, page, look = '') {
  const { mainText, edgeless, ringless, moving } = await tab.evaluate(() => {
    const controls = [...document.querySelectorAll('button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')];
    const hasEdge = (element) => {
      const style = getComputedStyle(element);
      return ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(style[`border${side}Width`]) > 0);
    };
    // Shadows go where colours are forced: a ring that is one of them goes too.
    const outlines = (element) => [element, ...[element.parentElement, element.parentElement?.parentElement].filter(Boolean)].flatMap((at) =>
      [undefined, '::before', '::after'].map((pseudo) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at, pseudo);
        return outlineStyle === 'none' ? '' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
      }),
    );
    const ringless = inPage.tabStops().filter((element) => {
      const before = outlines(element);
      element.focus({ focusVisible: true, preventScroll: true });
      const hasRing = document.activeElement !== element || outlines(element).some((ring, index) => ring && ring !== before[index]);
      element.blur();
      return !hasRing;
    });
    return {
      ringless: ringless.map(inPage.describe),
      mainText: document.querySelector('main')?.innerText.trim() ?? '',
      edgeless: controls.filter((element) => inPage.isShown(element) && !hasEdge(element)).map(inPage.describe),
      moving: document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && effect?.target)
        .map(({ effect }) => inPage.describe(effect.target)),
    };
  });
  const findings = [];
  const report = (rule, element, what, help) => findings.push(finding(page, rule, { look, element, what, help }));
  if (!mainText) report('forced-colours-empty', 'main', 'where colours are forced no words are left', 'hide nothing in @media (forced-colors: active)');
  for (const element of edgeless) {
    const what = 'where colours are forced its background goes, and no edge shows where to press';
    report('forced-colours-edge', element, what, 'give it a border; `transparent` will do, forced colours paint it');
  }
  for (const element of ringless) {
    report('forced-colours-focus', element, 'where colours are forced no outline shows that it has the focus', 'give :focus-visible an outline; a box-shadow is taken away');
  }
  for (const element of moving) {
    report('motion', element, 'it moves although the reader asked for less motion', 'put the animation into @media (prefers-reduced-motion: no-preference)');
  }
  return findings;
}
