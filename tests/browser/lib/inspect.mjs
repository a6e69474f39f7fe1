// Looks at one page in every way a reader may meet it, and gathers what each check finds.

import { mkdirSync } from 'node:fs';
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
import { LOOKS, describeLook, visit } from './chromium.mjs';

/** Returns `{ title, findings: { loading, structure, layout, … } }`. With `screenshots`, a folder, keeps a picture of each look. */
export async function inspect(browser, site, page, { screenshots } = {}) {
  const findings = { loading: [], structure: [], layout: [], accessibility: [], keyboard: [], print: [], script: [], colours: [], redirect: [] };
  const add = (kind, found) => findings[kind].push(...found);
  const opened = async (options, act) => {
    const visited = await visit(browser, page, options);
    try {
      await act(visited.tab);
      add('loading', checkLoading(site, page, visited, options.width ? describeLook(options) : 'forced colours'));
    } finally {
      await visited.close();
    }
  };

  let title;
  let withScript;
  for (const look of LOOKS) {
    const described = describeLook(look);
    const isFirst = look === LOOKS[0];
    const isLast = look === LOOKS.at(-1);
    await opened(look, async (tab) => {
      if (isLast) {
        title = await tab.title();
        withScript = await readMain(tab);
        add('structure', await checkStructure(tab, page));
      }
      if (screenshots) await takeScreenshot(tab, screenshots, page, look);
      add('layout', await checkLayout(tab, page, described));
      add('accessibility', await checkAccessibility(tab, page, described));
      if (isFirst) add('print', await checkPrint(tab, page));
      if (isFirst || isLast) add('keyboard', await checkKeyboard(tab, page, described));
    });
  }
  await opened({ forcedColors: 'active' }, async (tab) => add('colours', await checkForcedColours(tab, page)));

  const plain = await visit(browser, page, { ...LOOKS.at(-1), script: false });
  try {
    add('script', checkWithoutScript(page, withScript, await readMain(plain.tab)));
  } finally {
    await plain.close();
  }
  if (page.kind === 'redirect') add('redirect', await checkRedirect(browser, page));
  return { title, findings };
}

/** Long pages are cut at what Chromium can draw in one picture. */
async function takeScreenshot(tab, folder, page, { width, scheme }) {
  mkdirSync(folder, { recursive: true });
  const name = page.kind === 'not-found' ? '404' : page.path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home';
  await tab.screenshot({ path: path.join(folder, `${name}-${width}-${scheme}.png`), fullPage: true });
}
