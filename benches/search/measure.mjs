// Asks an engine every question in Chromium, as readers do who come for the first time, and counts what it takes and what it finds.

import { chromium } from 'playwright-core';
import { LAUNCH } from '../../tests/browser/lib/launch.mjs';

const DEADLINE = 60_000;

export const startChromium = () => chromium.launch(LAUNCH);

/**
 * What `engine` makes of all questions and typos: `{ bytes, most, requests, first, five, typos, asked, mistyped, misses }`.
 * `bytes` and `requests` are the mean of all searches, each with an empty cache; `most` is the costliest of them.
 */
export async function measure(browser, engine, server, questions, urlOf) {
  const searches = questions.flatMap(({ words, typo, page }) => [
    { words, page, isTypo: false },
    ...(typo ? [{ words: typo, page, isTypo: true }] : []),
  ]);
  const counted = [];
  for (const { words, page, isTypo } of searches) {
    const { found, fetched } = await ask(browser, engine, server, words);
    const place = found.indexOf(urlOf(page)) + 1;
    counted.push({ words, isTypo, place, found, bytes: sum(fetched.map((file) => file.bytes)), requests: fetched.length });
  }
  const [typos, plain] = [counted.filter((one) => one.isTypo), counted.filter((one) => !one.isTypo)];
  const inFive = ({ place }) => place >= 1 && place <= 5;
  return {
    bytes: sum(counted.map((one) => one.bytes)) / counted.length,
    most: Math.max(...counted.map((one) => one.bytes)),
    requests: sum(counted.map((one) => one.requests)) / counted.length,
    first: plain.filter(({ place }) => place === 1).length,
    five: plain.filter(inFive).length,
    typos: typos.filter(inFive).length,
    asked: plain.length,
    mistyped: typos.length,
    misses: counted.filter((one) => (one.isTypo ? !inFive(one) : one.place !== 1)),
  };
}

/** The addresses that a search shows, in order, and the files of the engine that it fetched. */
async function ask(browser, engine, server, words) {
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    server.takeLog();
    await tab.goto(`${server.address}${engine.address ?? '/'}?q=${encodeURIComponent(words)}`);
    const links = await shown(tab, engine);
    await tab.waitForLoadState('networkidle'); // some fetch more for what they show
    return { found: links, fetched: server.takeLog().filter(({ path }) => isPartOf(engine, path)) };
  } finally {
    await context.close();
  }
}

/** Waits for the results of a page, and gives their paths. */
export async function shown(tab, engine) {
  await tab.waitForSelector(engine.done ?? 'ol[data-done]', { state: 'attached', timeout: DEADLINE });
  const links = await tab.locator(engine.results ?? 'ol a').evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  return [...new Set(links)];
}

/** The script and the pieces of the index: not the page itself and its look. */
function isPartOf(engine, path) {
  return !/(\/|\.(html|css|svg|ico))$/.test(path) && !(engine.shared?.test(path) ?? false);
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
