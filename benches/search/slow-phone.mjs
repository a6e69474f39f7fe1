// How long a reader on a slow phone waits for the first result: a quarter of this machine's speed, and slow 3G as WebPageTest has
// it (400 ms for each request, 400 kbit/s). Printed, and never a test: the machine that runs it may be busy.

import { shown } from './measure.mjs';

const SLOWER = 4;
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const ROUNDS = 3;

/**
 * Seconds on a slow phone, the median of some rounds:
 * `page`: from opening the page with a query in its address until it is read, without a result. Nothing can be faster than that;
 * `new`: until its first result, with nothing kept from before;
 * `again`: the same with another query, script and index kept since;
 * `typed`: on a page that stands open, from the last letter typed to the first result.
 */
export async function timeOnSlowPhone(browser, engine, server, [words, others, typed]) {
  const times = { page: [], new: [], again: [], typed: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const tab = await context.newPage();
    const phone = await context.newCDPSession(tab);
    await phone.send('Network.enable');
    await phone.send('Network.emulateNetworkConditions', SLOW_3G);
    await phone.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const secondsOf = async (work) => {
      const start = performance.now();
      await work();
      return (performance.now() - start) / 1000;
    };
    const open = (query) => tab.goto(`${server.address}${engine.address ?? '/'}${query}`, { waitUntil: 'commit' });
    const search = async (words) => {
      await open(`?q=${encodeURIComponent(words)}`);
      await shown(tab, engine);
    };
    times.new.push(await secondsOf(() => search(words)));
    times.page.push(await tab.evaluate(() => performance.getEntriesByType('navigation')[0].responseEnd / 1000));
    await tab.waitForLoadState('networkidle');
    times.again.push(await secondsOf(() => search(others)));
    if (engine.box) {
      await open('');
      await tab.waitForLoadState('networkidle');
      await tab.locator(engine.box).pressSequentially(typed.slice(0, -1), { delay: 0 });
      const last = () => tab.locator(engine.box).press(typed.at(-1));
      times.typed.push(await secondsOf(() => last().then(() => shown(tab, engine))));
    }
    await context.close();
  }
  return Object.fromEntries(Object.entries(times).map(([name, numbers]) => [name, median(numbers)]));
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
