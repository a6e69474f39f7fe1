// Measures the search of the hub beside others, on the same made-up pages. `benches/search/run` starts it, and says how.

import { mkdirSync, rmSync } from 'node:fs';
import { makePages, writeSite } from './corpus.mjs';
import * as elasticlunr from './engines/elasticlunr.mjs';
import * as minisearch from './engines/minisearch.mjs';
import * as ours from './engines/ours.mjs';
import * as pagefind from './engines/pagefind.mjs';
import { readQuestions } from './hub.mjs';
import { measure, startChromium } from './measure.mjs';
import { serve } from './server.mjs';
import { timeOnSlowPhone } from './slow-phone.mjs';
import { costTable, findTable, phoneTable } from './table.mjs';

const ROUNDS = 3;
const BESIDE_OTHERS = 1000; // up to this many pages the others are measured too
const ON_A_SLOW_PHONE = 1000;

const folder = process.env.BENCH_FOLDER;
const sizes = process.argv.slice(2).map(Number);
const questions = readQuestions();
const rows = [];
const waits = [];
const browser = await startChromium();

for (const size of sizes) {
  const pages = makePages(size, questions);
  const root = `${folder}/site-${size}`;
  writeSite(root, pages);
  const engines = size > BESIDE_OTHERS ? [ours] : [ours, pagefind, minisearch, elasticlunr];
  for (const engine of engines) {
    const output = `${folder}/${engine.name}-${size}`;
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    const seconds = engine.build ? engine.build(root, output, ROUNDS) : await buildOther(engine, pages, output);
    const server = await serve(output);
    const urlOf = (answer) => pages.find((page) => page.answers === answer).url;
    const result = await measure(browser, engine, server, questions, urlOf);
    rows.push({ size, engine, seconds, ...result });
    report(rows.at(-1));
    if (size === ON_A_SLOW_PHONE && engine === ours) waits.push({ engine, ...(await timeOnSlowPhone(browser, engine, server, ['SDQ', 'custody', 'bursary'])) });
    await server.close();
  }
}

await browser.close();
await pagefind.end();
console.log([costTable(rows), findTable(rows), ...(waits.length > 0 ? [phoneTable(waits)] : [])].join('\n\n'));

/** The fastest of some rounds, in seconds. */
async function buildOther(engine, pages, output) {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await engine.index(pages, output);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  await engine.publish(output);
  return best;
}

function report({ size, engine, misses }) {
  console.error(`${size} pages, ${engine.name}: ${misses.length} of ${questions.length + questions.filter(({ typo }) => typo).length} not as hoped`);
  for (const { words, isTypo, place, found } of misses) {
    console.error(`  ${isTypo ? 'typo ' : ''}"${words}": ${place ? `at ${place}` : 'not found'}; first is ${found[0] ?? 'nothing'}`);
  }
}
