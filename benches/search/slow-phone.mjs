// How long a reader on a slow phone waits for the first result: a quarter of this machine's speed, and slow 3G as WebPageTest has
// it (400 ms for each request, 400 kbit/s). Printed, and never a test: the machine that runs it may be busy.

import { shown } from './measure.mjs';

const SLOWER = 4;
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const ROUNDS = 3;

/**
 * Seconds from opening the page with a query in its address to its first result, the median of some rounds: with nothing
 * kept from before (`new`), and with script and index there since the search before (`again`). `page` is when the page itself,
 * without a result, has been read: nothing can be faster than that.
 */
export async function timeOnSlowPhone(browser, engine, server, [words, otherWords]) {
  const times = { page: [], new: [], again: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const tab = await context.newPage();
    const phone = await context.newCDPSession(tab);
    await phone.send('Network.enable');
    await phone.send('Network.emulateNetworkConditions', SLOW_3G);
    await phone.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const open = async (words) => {
      const start = performance.now();
      await tab.goto(`${server.address}${engine.address ?? '/'}?q=${encodeURIComponent(words)}`, { waitUntil: 'commit' });
      await shown(tab, engine);
      return (performance.now() - start) / 1000;
    };
    times.new.push(await open(words));
    times.page.push(await tab.evaluate(() => performance.getEntriesByType('navigation')[0].responseEnd / 1000));
    await tab.waitForLoadState('networkidle');
    times.again.push(await open(otherWords));
    await context.close();
  }
  return { page: median(times.page), new: median(times.new), again: median(times.again) };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
