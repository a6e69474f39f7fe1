// Looks at one page in every way a reader may meet it, and gathers what each check finds.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from '../checks/accessibility.mjs';
import { checkForcedColours } from '../checks/forced-colours.mjs';
import { checkKeyboard } from '../checks/keyboard.mjs';
import { checkLayout } from '../checks/layout.mjs';
import { checkLoading } from '../checks/loading.mjs';
import { checkPrint } from '../checks/print.mjs';
import { checkRedirect } from '../checks/redirect.mjs';
import { checkStructure } from '../checks/structure.mjs';
import { checkWithoutScript, readMain } from '../checks/without-script.mjs';
import { SCHEMES, WIDTHS, openTab } from './chromium.mjs';
import { rememberElements } from './elements.mjs';

const [PHONE, DESK] = WIDTHS;
const [DAY] = SCHEMES;
const TALLEST_PICTURE = 12_000;

/** More of them wait for each other: a browser has only so many cores. */
const AT_ONCE = 2;

/**
 * Inspectors look at pages, each in two tabs of its own that it keeps: to open a new one costs more than to look at a page.
 * `inspect(site, page, { screenshots })` returns the findings of each kind, `{ loading, structure, layout, … }`, and may be
 * called for many pages at once. With `screenshots`, a folder, it keeps two pictures: on a phone in light, on a desk in dark.
 *
 * axe and the keyboard take longest. They look at every page on a phone by day, and in every other way where a page has a kind of
 * element that no page before had.
 */
export function startInspectors(browser, options = {}) {
  const idle = [];
  const waiting = [];
  const elements = rememberElements();
  let working = 0;
  const open = async () => {
    const [scripted, plain] = await Promise.all([openTab(browser, options), openTab(browser, { ...options, script: false })]);
    return { scripted, plain, close: () => Promise.all([scripted.close(), plain.close()]) };
  };
  return {
    async inspect(site, page, details) {
      if (working === AT_ONCE) await new Promise((go) => waiting.push(go));
      working += 1;
      let inspector;
      try {
        inspector = idle.pop() ?? (await open());
        const findings = await inspect(inspector, site, page, { ...details, hasNew: elements.hasNew(page) });
        if (page.kind === 'redirect') findings.redirect = await checkRedirect(browser, page);
        idle.push(inspector);
        return findings;
      } catch (error) {
        await inspector?.close();
        throw error;
      } finally {
        working -= 1;
        waiting.shift()?.();
      }
    },
    close: () => Promise.all(idle.splice(0).map((inspector) => inspector.close())),
  };
}

async function inspect({ scripted, plain }, site, page, { screenshots, hasNew }) {
  const findings = { loading: [], structure: [], layout: [], accessibility: [], keyboard: [], print: [], script: [], colours: [] };
  const add = (kind, found) => findings[kind].push(...found);
  const { tab } = scripted;
  let withScript;
  let domWithScript;

  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 800 });
    const visited = await scripted.goTo(page);
    if (width === DESK) {
      withScript = await readMain(tab);
      domWithScript = await tab.evaluate(readDom);
      add('structure', await checkStructure(tab, page));
    }
    for (const scheme of SCHEMES) {
      const look = `${width} px, ${scheme}`;
      await tab.emulateMedia({ colorScheme: scheme });
      add('layout', await checkLayout(tab, page, look));
      if (hasNew || (width === PHONE && scheme === DAY)) add('accessibility', await checkAccessibility(tab, page, look));
    }
    const look = `${width} px, forced colours`;
    await tab.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    add('colours', await checkForcedColours(tab, page, look));
    add('layout', await checkLayout(tab, page, look));
    await tab.emulateMedia({ forcedColors: 'none' });
    if (width === PHONE) add('print', await checkPrint(tab, page));
    const scheme = width === PHONE ? 'light' : 'dark';
    await tab.emulateMedia({ colorScheme: scheme });
    if (screenshots) await takeScreenshot(tab, screenshots, page, `${width}-${scheme}`);
    if (hasNew || width === PHONE) add('keyboard', await checkKeyboard(tab, page, `${width} px, ${scheme}`));
    await tab.emulateMedia({ colorScheme: 'light' });
    add('loading', checkLoading(site, page, visited, `${width} px`));
  }

  const visited = await plain.goTo(page);
  for (const width of [DESK, PHONE]) {
    await plain.tab.setViewportSize({ width, height: 800 });
    if (width === DESK) add('script', checkWithoutScript(page, withScript, await readMain(plain.tab)));
    add('layout', await checkLayout(plain.tab, page, `${width} px, without script`));
  }
  add('loading', checkLoading(site, page, visited, 'without script'));

  // axe and the keyboard need an engine that runs the checks: here it is the page's own script that does not arrive.
  if (domWithScript === (await plain.tab.evaluate(readDom))) return findings;
  await tab.setViewportSize({ width: PHONE, height: 800 });
  await scripted.goTo(page, { withoutScripts: true });
  add('accessibility', await checkAccessibility(tab, page, `${PHONE} px, without script`));
  add('keyboard', await checkKeyboard(tab, page, `${PHONE} px, without script`));
  return findings;
}

/** The page as it stands, but for what the script does to every page: a button to print, a stop at a table that scrolls. */
function readDom() {
  return document.documentElement.outerHTML.replace(/(<button[^>]* data-print="") hidden=""/g, '$1').replace(/(<div class="table-scroll"[^>]*?) tabindex="0"/g, '$1');
}

/** Down to where drawing takes longer than all checks, packed fast and not small: it is there to be looked at, not to be kept. */
async function takeScreenshot(tab, folder, page, look) {
  mkdirSync(folder, { recursive: true });
  const devtools = await tab.context().newCDPSession(tab);
  const { cssContentSize: size } = await devtools.send('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width: size.width, height: Math.min(size.height, TALLEST_PICTURE), scale: 1 };
  const { data } = await devtools.send('Page.captureScreenshot', { captureBeyondViewport: true, optimizeForSpeed: true, clip });
  await devtools.detach();
  writeFileSync(path.join(folder, `${nameOf(page)}-${look}.png`), Buffer.from(data, 'base64'));
}

/** What a page's pictures are called. */
export const nameOf = ({ path, kind }) => (kind === 'not-found' ? '404' : path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home');
