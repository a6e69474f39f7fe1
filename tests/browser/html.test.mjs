// Reads every built file of the hub, without a browser: HTML, links, policy, sitemap, weight.

import { after, describe, test } from 'node:test';
import { checkHtml } from './checks/html.mjs';
import { checkLinks } from './checks/links.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { checkWeight } from './checks/weight.mjs';
import { buildHub } from './lib/build.mjs';
import { describe as describeFinding, expectNone } from './lib/finding.mjs';
import { checkSitemap, findPages, isWanted, withoutDozens } from './lib/pages.mjs';

const builds = await Promise.all(
  [
    { where: 'at the root of a host', options: { name: 'test-site' } },
    { where: 'under a subpath, with its forms open', options: { name: 'test-site-subpath', base: '/virtual-school/', openForms: true } },
  ].map(async ({ where, options }) => {
    const site = await buildHub(options);
    const allPages = findPages(site);
    return { where, site, allPages, pages: withoutDozens(allPages.filter(isWanted)) };
  }),
);
after(() => Promise.all(builds.map(({ site }) => site.close())));

// The checker takes longer to start than to read a page: it is asked once, about all of them.
test('every page is right HTML', async (t) => {
  const { errors, warnings } = await checkHtml(builds.flatMap(({ pages }) => pages));
  for (const warning of warnings) t.diagnostic(`\n${describeFinding(warning)}`);
  expectNone(errors);
});

for (const { where, site, allPages, pages } of builds) {
  describe(where, () => {
    test('every link within the hub works, anchors too', async () => expectNone(await checkLinks(site, pages)));
    test('no page holds inline script or style, or loads from another host', () => {
      expectNone(pages.flatMap((page) => checkMarkup(site, page)));
    });
    test('the sitemap names every page once', () => expectNone(checkSitemap(site, allPages).filter(({ page }) => isWanted({ path: page }))));
    test('every page is light', async () => {
      expectNone((await Promise.all(pages.map((page) => checkWeight(site, page)))).flat());
    });
  });
}
