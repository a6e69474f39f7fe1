// Reads every built file of the shipped hub, without a browser: HTML, links, policy, sitemap, weight.

import { after, describe, test } from 'node:test';
import { checkHtml } from './checks/html.mjs';
import { checkLinks } from './checks/links.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { checkWeight } from './checks/weight.mjs';
import { buildHub } from './lib/build.mjs';
import { describe as describeFinding, expectNone } from './lib/finding.mjs';
import { checkSitemap, findPages } from './lib/pages.mjs';

const builds = [
  { where: 'at the root of a host', options: { name: 'test-site' } },
  { where: 'under a subpath', options: { name: 'test-site-subpath', base: '/virtual-school/' } },
];

for (const { where, options } of builds) {
  const site = await buildHub(options);
  const pages = findPages(site);
  after(() => site.close());

  describe(where, () => {
    test('every page is right HTML', async (t) => {
      const { errors, warnings } = await checkHtml(pages);
      for (const warning of warnings) t.diagnostic(`\n${describeFinding(warning)}`);
      expectNone(errors);
    });
    test('every link within the hub works, anchors too', async () => expectNone(await checkLinks(site, pages)));
    test('no page holds inline script or style, or loads from another host', () => {
      expectNone(pages.flatMap((page) => checkMarkup(site, page)));
    });
    test('the sitemap names every page once', () => expectNone(checkSitemap(site, pages)));
    test('every page is light', async () => {
      expectNone((await Promise.all(pages.map((page) => checkWeight(site, page)))).flat());
    });
  });
}
