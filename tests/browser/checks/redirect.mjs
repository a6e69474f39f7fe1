// An old address brings the reader to the new page, by itself and by a link.

import { finding } from '../lib/finding.mjs';
import { readTags } from '../lib/tags.mjs';

const DEADLINE = 10_000;

export async function checkRedirect(browser, page) {
  const findings = [];
  const links = readTags(page.html).filter(({ name }) => name === 'a');
  if (!links.some(({ attributes }) => attributes.href && new URL(attributes.href, page.url).href === page.redirectTo)) {
    findings.push(
      finding(page, 'redirect-no-link', {
        element: page.redirectTo,
        what: 'no link on the page leads where the redirect leads',
        help: 'link there, for readers whose browser does not follow a refresh',
      }),
    );
  }
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(page.url);
    await tab.waitForURL(page.redirectTo, { timeout: DEADLINE });
    const h1 = await tab.locator('h1').first().innerText({ timeout: DEADLINE });
    if (!h1.trim()) findings.push(finding(page, 'redirect-empty', { element: page.redirectTo, what: 'the new page shows no heading', help: 'lead to a page that has an h1' }));
  } catch (error) {
    const help = 'write <meta http-equiv="refresh" content="0; url=…"> with an address that answers';
    findings.push(finding(page, 'redirect', { element: page.redirectTo, what: `the reader does not get there: ${error.message}`, help }));
  } finally {
    await context.close();
  }
  return findings;
}
