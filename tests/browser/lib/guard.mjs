// A guard: a page broken on purpose, and what a check must say about it.

import { test } from 'node:test';
import { describe as describeFinding, fail } from './finding.mjs';
import { findPages } from './pages.mjs';
import { samplePage, serveSampleHub } from './sample-hub.mjs';

const BROKEN = '/broken/';

/** Puts a broken page into a sample hub, lets `check` look at it, and expects what it must say. */
export function guard(name, { files = {}, policy, base, check, expect, path = BROKEN, ...page }) {
  test(name, async () => {
    const site = await serveSampleHub({ 'broken/index.html': samplePage({ title: 'Broken', ...page }), ...files }, { policy, base });
    try {
      const pages = findPages(site);
      const broken = pages.find((found) => found.path === path);
      const findings = await check(broken, site, pages);
      const told = findings.map((found) => ({ ...found, text: describeFinding(found) }));
      const isExpected = ({ page, rule, text }) => page === path && rule === expect.rule && expect.says.test(text);
      if (told.some(isExpected)) return;
      const texts = told.map(({ text }) => text).join('\n') || '  nothing was found';
      fail(`expected ${expect.rule} on ${path} saying ${expect.says}, but:\n${texts}`);
    } finally {
      await site.close();
    }
  });
}
