// Starts Chromium, and opens a page of the hub in it the way one kind of reader would.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const IN_PAGE = fileURLToPath(new URL('in-page.js', import.meta.url));
const DEADLINE = 20_000;

/** Nothing but this machine can be reached: a page that asks another host is found, and no test waits for the network. */
export function startChromium() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

/** The four looks in which every page is seen. */
export const LOOKS = [320, 1280].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })));

export const describeLook = ({ width, scheme }) => `${width} px, ${scheme}`;

/**
 * Opens `page` and returns `{ tab, status, seen, close }`. `seen` gathers what went wrong while it was open:
 * `messages` (console errors and uncaught exceptions), `refused` (what the page's own policy blocked) and `requests` (every address asked for).
 * A redirect page is shown with its refresh taken out, as a reader sees it who has turned that off.
 */
export async function visit(browser, page, { width = 1280, scheme = 'light', script = true, ...emulation } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    javaScriptEnabled: script,
    reducedMotion: 'reduce',
    ...emulation,
  });
  context.setDefaultTimeout(DEADLINE);
  const seen = { messages: [], refused: [], requests: [] };
  await context.exposeBinding('__refused', (_, violation) => seen.refused.push(violation));
  await context.addInitScript({ path: IN_PAGE });
  const tab = await context.newPage();
  tab.on('console', (message) => {
    if (message.type() === 'error') seen.messages.push({ text: message.text(), url: message.location().url });
  });
  tab.on('pageerror', (error) => seen.messages.push({ text: `uncaught: ${error.message}`, url: page.url }));
  tab.on('request', (request) => seen.requests.push(request.url()));
  if (page.kind === 'redirect') await tab.route(page.url, withoutRefresh);
  const response = await tab.goto(page.url, { waitUntil: 'load', timeout: DEADLINE });
  await tab.evaluate(() => document.fonts.ready.then(() => undefined));
  return { tab, status: response.status(), seen, close: () => context.close() };
}

async function withoutRefresh(route) {
  const response = await route.fetch();
  const body = (await response.text()).replace(/<meta[^>]*http-equiv=["']?refresh[^>]*>/i, '');
  await route.fulfill({ response, body });
}

export const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
