// Printed to PDF, every word of the main part is on the paper.

import { execFile } from 'node:child_process';
import { finding } from '../lib/finding.mjs';

/** What only leads on from a screen may stay off the paper; all else in <main> must be on it, and what was typed. */
const MAY_STAY_OFF = 'nav, button, svg, .next, .related, .report, .exit, .back, .form-send, .draft-bar, .copies, .rows-change, .summary-list .change, .inbox-work';

export async function checkPrint(tab, page) {
  const texts = await tab.evaluate((mayStayOff) => {
    const main = document.querySelector('main') ?? document.body;
    const isDue = (at) => !at.closest(mayStayOff) && !at.closest('[aria-hidden=true]') && inPage.isShown(at);
    const typed = [...main.querySelectorAll('textarea, input:not([type=hidden], [type=radio], [type=checkbox])')].map((box) => ({ text: box.value, at: box }));
    const written = inPage.textNodes(main).map((node) => ({ text: node.data, at: node.parentElement }));
    // A question that is folded away on the screen is there on the paper.
    return inPage.unfolded(() =>
      [...written, ...typed].filter(({ text, at }) => text.trim() && isDue(at)).map(({ text, at }) => ({ text, element: inPage.describe(at) })),
    );
  }, MAY_STAY_OFF);
  const paper = condense(await readPdf(await tab.pdf({ format: 'A4' })));
  return texts
    .filter(({ text }) => !paper.includes(condense(text)))
    .map(({ element }) =>
      finding(page, 'not-printed', {
        element,
        what: 'these words are on the screen, but not on the paper',
        help: 'show them in @media print, or put them into a <nav>',
      }),
    );
}

/** Line breaks and hyphens fall elsewhere on paper. */
const condense = (text) => text.normalize('NFKC').toLowerCase().replace(/[\s\u00ad\u200b\-\u2010-\u2015]+/g, '');

function readPdf(pdf) {
  return new Promise((resolve, reject) => {
    const reader = execFile('pdftotext', ['-raw', '-enc', 'UTF-8', '-', '-'], { maxBuffer: 64e6 }, (error, text) =>
      error ? reject(error) : resolve(text),
    );
    reader.stdin.end(pdf);
  });
}
