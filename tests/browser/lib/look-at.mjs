// Looks at the page that a tab shows just now, a form with its errors as well as an inbox: pages that no address alone brings back.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from '../checks/accessibility.mjs';
import { checkLayout } from '../checks/layout.mjs';
import { checkMarkup } from '../checks/markup.mjs';
import { checkStructure } from '../checks/structure.mjs';
import { IN_PAGE, LOOKS, describeLook } from './chromium.mjs';

/** The HTML of the last page that a tab loaded, as the server sent it. */
export function keepHtml(tab) {
  const kept = { html: '' };
  tab.on('response', async (response) => {
    const isPage = response.request().isNavigationRequest() && (response.headers()['content-type'] ?? '').startsWith('text/html');
    if (isPage && response.status() !== 303) kept.html = await response.text().catch(() => '');
  });
  return kept;
}

/**
 * Shows the page of `tab` once more at each look, in a tab that runs script, from the very HTML that the server sent. Returns what
 * is wrong with it, and a page for the HTML checker. `folder` takes the HTML and a picture of each look.
 */
export async function lookAt(browser, tab, name, html, folder) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.html`);
  writeFileSync(file, html);
  const page = { path: name, url: tab.url(), file, html, kind: 'page' };
  const findings = checkMarkup({ origin: new URL(tab.url()).origin }, page);
  const storageState = await tab.context().storageState();
  for (const look of LOOKS) {
    const context = await browser.newContext({ storageState, viewport: { width: look.width, height: 800 }, colorScheme: look.scheme, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    await context.addInitScript({ path: IN_PAGE });
    const shown = await context.newPage();
    await shown.route(page.url, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }));
    await shown.goto(page.url);
    await shown.screenshot({ path: path.join(folder, `${name}-${look.width}-${look.scheme}.png`), fullPage: true });
    if (look === LOOKS[0]) findings.push(...(await checkStructure(shown, page)));
    findings.push(...(await checkLayout(shown, page, describeLook(look))), ...(await checkAccessibility(shown, page, describeLook(look))));
    await context.close();
  }
  return { page, findings };
}
