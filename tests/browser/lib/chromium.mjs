// Starts Chromium, and opens pages of the hub in it the way one kind of reader would.

import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { LAUNCH } from './launch.mjs';

const DEADLINE = 20_000;
const IN_PAGE = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');
const AXE = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export const startChromium = () => chromium.launch(LAUNCH);

export const WIDTHS = [320, 1280];
export const SCHEMES = ['light', 'dark'];

/**
 * Opens a tab, in which `goTo` shows one page after the other. Returns `{ tab, goTo, close }`.
 * The checks' own words (`inPage`, axe) are there before the page's script. Without script only those of `inPage` are.
 */
export async function openTab(browser, { width = 1280, scheme = 'light', script = true, ...emulation } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
    ...emulation,
  });
  context.setDefaultTimeout(DEADLINE);
  let seen;
  await context.exposeBinding('__refused', (_, violation) => seen.refused.push(violation));
  if (script) await context.addInitScript({ content: `${IN_PAGE}\n${AXE}` });
  const tab = await context.newPage();
  tab.on('console', (message) => {
    if (message.type() === 'error') seen.messages.push({ text: message.text(), url: message.location().url });
  });
  tab.on('pageerror', (error) => seen.messages.push({ text: `uncaught: ${error.message}`, url: tab.url() }));
  tab.on('request', (request) => seen.requests.push(request.url()));

  /**
   * Returns `{ status, policy, seen }`. `seen` gathers what went wrong while the page was shown:
   * `messages` (console errors and uncaught exceptions), `refused` (what the page's own policy blocked) and `requests` (every address asked for).
   * A page that no address alone brings back is answered from what its server had sent. A redirect page is shown with its
   * refresh taken out, as a reader sees it who has turned that off.
   */
  async function goTo(page, { withoutScripts = false } = {}) {
    seen = { messages: [], refused: [], requests: [] };
    await tab.unrouteAll();
    if (page.sent || page.kind === 'redirect') await tab.route((url) => isAt(url, page.url), (route) => answer(route, page));
    if (withoutScripts) await tab.route(/\.m?js(\?|$)/, (route) => route.abort());
    const response = await tab.goto(page.url, { waitUntil: 'load' });
    await tab.evaluate(() => document.fonts.ready.then(() => undefined));
    if (!script) await tab.evaluate(IN_PAGE);
    const inHead = page.html?.match(/<meta[^>]*http-equiv=["']?content-security-policy[^>]*>/i)?.[0];
    return { status: response.status(), policy: response.headers()['content-security-policy'] ?? inHead, seen };
  }
  return { tab, goTo, close: () => context.close() };
}

const isAt = (url, address) => url.href.replace(/#.*/, '') === address;

async function answer(route, { sent }) {
  if (sent) return route.fulfill(sent);
  const response = await route.fetch();
  const body = (await response.text()).replace(/<meta[^>]*http-equiv=["']?refresh[^>]*>/i, '');
  return route.fulfill({ response, body });
}
