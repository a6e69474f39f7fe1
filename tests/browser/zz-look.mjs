import { serveFolder } from './lib/file-server.mjs';
import { startChromium } from './lib/chromium.mjs';
const site = await serveFolder('/tmp/fp/core-out', {});
const b = await startChromium();
for (const [w, dark] of [[320,0],[1280,0],[320,1]]) {
  const c = await b.newContext({ viewport: { width: w, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  const p = await c.newPage();
  p.on('console', m => console.log(m.type(), m.text()));
  p.on('pageerror', e => console.log('ERR', e.message));
  await p.goto(site.url); await p.screenshot({ path: `/tmp/fp/core-home-${w}-${dark}.png` });
  await p.goto(site.url + 'search/?q=virtuel+school+exclusion'); await p.waitForSelector('[data-search-all] li'); await p.waitForTimeout(300);
  await p.screenshot({ path: `/tmp/fp/core-s-${w}-${dark}.png`, fullPage: w===320 });
}
await b.close(); await site.close();
