// With the reader's own colours forced and motion reduced, the page is still there, still edged and keeps still.

import { finding } from '../lib/finding.mjs';

export async function checkForcedColours(tab, page) {
  const { mainText, edgeless, moving } = await tab.evaluate(() => {
    const controls = [...document.querySelectorAll('button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')];
    const hasEdge = (element) => {
      const style = getComputedStyle(element);
      return ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(style[`border${side}Width`]) > 0);
    };
    return {
      mainText: document.querySelector('main')?.innerText.trim() ?? '',
      edgeless: controls.filter((element) => inPage.isShown(element) && !hasEdge(element)).map(inPage.describe),
      moving: document
        .getAnimations()
        .filter(({ playState, effect }) => playState === 'running' && effect?.target)
        .map(({ effect }) => inPage.describe(effect.target)),
    };
  });
  const findings = [];
  if (!mainText) findings.push(finding(page, 'forced-colours-empty', { element: 'main', what: 'no words are left' }));
  for (const element of edgeless) {
    findings.push(
      finding(page, 'forced-colours-edge', {
        element,
        what: 'where colours are forced its background goes, and no edge shows where to press',
        help: 'give it a border; `transparent` will do, forced colours paint it',
      }),
    );
  }
  for (const element of moving) {
    findings.push(
      finding(page, 'motion', {
        element,
        what: 'it moves although the reader asked for less motion',
        help: 'put the animation into @media (prefers-reduced-motion: no-preference)',
      }),
    );
  }
  return findings;
}
