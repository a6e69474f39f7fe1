// WCAG 2.0, 2.1 and 2.2 at A and AA, and best practice, as far as axe can tell.

import { finding } from '../lib/finding.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

export async function checkAccessibility(tab, page, look = '') {
  const violations = await tab.evaluate(async (tags) => {
    const options = {
      runOnly: { type: 'tag', values: tags },
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
      preload: false,
    };
    const results = await globalThis.axe.run(document, options);
    return results.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ target, html, failureSummary }) => ({ target: target.flat().join(' '), html, failureSummary })),
    }));
  }, TAGS);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      finding(page, `axe:${id}`, {
        look,
        element: `${target}  ${html.replace(/\s+/g, ' ').slice(0, 160)}`,
        what: help,
        help: failureSummary,
      }),
    ),
  );
}
