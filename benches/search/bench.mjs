// Measures the search beside others. `benches/search/run` starts it, and says how.

import { mkdirSync, rmSync } from 'node:fs';
import { makePages, writeSite } from './corpus.mjs';
import { readQuestions } from './hub.mjs';
import * as elasticlunr from './engines/elasticlunr.mjs';
import * as minisearch from './engines/minisearch.mjs';
import * as pagefind from './engines/pagefind.mjs';
import { measure, startChromium } from './measure.mjs';
import { serve } from './server.mjs';

const ROUNDS = 3;
const folder = process.env.BENCH_FOLDER;
const sizes = (process.argv[2] ?? '100,1000,10000').split(',').map(Number);
const ALONE = 5000; // from this many pages on, ours alone is measured

const questions = readQuestions();
const browser = await startChromium();
const rows = [];
for (const size of sizes) {
  const pages = makePages(size, questions);
  const urlOf = (answer) => pages.find((page) => page.answers === answer).url;
  const root = `${folder}/site-${size}`;
  writeSite(root, pages);
  for (const engine of [minisearch, pagefind, elasticlunr]) {
    if (engine.build === undefined && size > ALONE) continue;
    const output = `${folder}/${engine.name}-${size}`;
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const seconds = await fastest(() => engine.index(pages, output));
    await engine.publish(output, root);
    const server = await serve(output);
    const result = await measure(browser, engine, server, questions, urlOf);
    await server.close();
    rows.push({ size, engine, seconds, ...result });
    console.error(`${size} pages, ${engine.name}: ${Math.round(result.bytes / 1024)} KB, ${result.first} first, ${result.five} in five, ${result.typos} typos, ${seconds.toFixed(2)} s`);
    for (const { words, isTypo, place, found } of result.misses) console.error(`  ${isTypo ? 'typo ' : ''}"${words}" at ${place || '-'}; first: ${found[0] ?? 'nothing'}`);
  }
}
await browser.close();
await pagefind.end();

async function fastest(work) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}
