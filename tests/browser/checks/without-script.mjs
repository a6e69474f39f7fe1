// A reader whose browser runs no script reads the same words and has the same links.

import { finding } from '../lib/finding.mjs';

/**
 * What a reader gets from a page; works with script on and off. A button is no text, nor is the label of a box that a script
 * adds, nor the choices of the search: one that needs script comes with it. Nor is what is said to who has no script. Folded questions are read; without script, words over them say when they count.
 */
export function readMain(tab) {
  return tab.evaluate(() => {
    const main = document.querySelector('main');
    const linesOf = (element) => element.innerText.split('\n').map((line) => line.trim().replace(/\s+/g, ' ')).filter(Boolean);
    return inPage.unfolded(() => {
      const aside = new Set([...(main?.querySelectorAll('button, .find-label, .search-form select, noscript, .opened-if') ?? [])].flatMap(linesOf));
      return {
        lines: main ? linesOf(main).filter((line) => !aside.has(line)) : [],
        links: [...document.querySelectorAll('a[href]')].map((link) => link.href),
      };
    });
  });
}

export function checkWithoutScript(page, withScript, withoutScript) {
  const findings = [];
  const compare = (rule, from, to, what, help) => {
    const missing = from.filter((item) => !to.includes(item));
    if (missing.length > 0) findings.push(finding(page, rule, { element: missing.slice(0, 3).join(' | '), what, help }));
  };
  compare('words-need-script', withScript.lines, withoutScript.lines, 'these words are shown only when script runs', 'write them into the HTML');
  compare('words-lost-to-script', withoutScript.lines, withScript.lines, 'the script takes these words away', 'let the script add, not hide');
  compare('links-need-script', withScript.links, withoutScript.links, 'these links are there only when script runs', 'write them into the HTML');
  return findings;
}
