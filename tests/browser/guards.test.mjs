// The checks that use the browser, seen failing: pages broken on purpose, each of which must be found, by page and element.

import { after, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { checkAccessibility } from './checks/accessibility.mjs';
import { checkForcedColours } from './checks/forced-colours.mjs';
import { checkHtml } from './checks/html.mjs';
import { checkKeyboard } from './checks/keyboard.mjs';
import { checkLayout } from './checks/layout.mjs';
import { checkLinks } from './checks/links.mjs';
import { checkLoading } from './checks/loading.mjs';
import { checkMarkup } from './checks/markup.mjs';
import { checkPrint } from './checks/print.mjs';
import { checkRedirect } from './checks/redirect.mjs';
import { checkStructure, checkTitlesDiffer } from './checks/structure.mjs';
import { checkWeight } from './checks/weight.mjs';
import { checkWithoutScript, readMain } from './checks/without-script.mjs';
import { openTab, startChromium } from './lib/chromium.mjs';
import { describe as describeFinding, expectNone, finding } from './lib/finding.mjs';
import { guard } from './lib/guard.mjs';
import { startInspectors } from './lib/inspect.mjs';
import { checkSitemap, findPages } from './lib/pages.mjs';
import { STYLE, samplePage, serveSampleHub } from './lib/sample-hub.mjs';

const browser = await startChromium();
const inspectors = startInspectors(browser);
after(() => browser.close());

/** A check that looks at an opened tab. Tabs are kept: those of one kind are used again. */
const inTab = (check, options = {}) => {
  const idle = [];
  return async (page, site) => {
    const opened = idle.pop() ?? (await openTab(browser, options));
    const found = await check(opened.tab, page, '', { site, visited: await opened.goTo(page) });
    idle.push(opened);
    return found;
  };
};

const loading = inTab(async (tab, page, look, { site, visited }) => {
  await tab.waitForTimeout(100);
  return checkLoading(site, page, visited);
});

/** Everything that a page of the hub is looked at for. */
const anyLook = async (page, site) => Object.values(await inspectors.inspect(site, page)).flat();

const readWithScript = inTab(readMain);
const readWithoutScript = inTab(readMain, { script: false });
const withoutScript = async (page) => checkWithoutScript(page, await readWithScript(page), await readWithoutScript(page));

/** A form whose last question a script folds away until it counts; the focus begins at what is wrong. */
const FORM = {
  title: 'A form',
  head: '<script src="/fold.js" defer></script>',
  body: `<div tabindex="-1" autofocus id="wrong"><p>What is missing: <a href="#name">your name</a></p></div>
<form action="/form/" method="post">
<p><label for="name">Your name</label> <input class="box" id="name" name="name" value="Sam Sample"></p>
<p><input type="radio" name="how" id="how-mail"><label for="how-mail">By mail</label></p>
<div data-opened-by="how-mail"><p class="opened-if">Only if you choose “By mail”</p>
<p><label for="mail">Your email</label> <input class="box" id="mail" name="mail"></p></div>
<p class="form-send"><button class="box">Send</button></p>
</form>`,
};
const FORM_STYLE = `${STYLE} .box { font: inherit; border: 1px solid; min-height: 1.75rem; } [type=radio], [type=radio] + label { min-height: 24px; display: inline-block; }
[data-opened-by][hidden] { display: none; } @media (scripting: enabled) { .opened-if { display: none; } } @media print { [data-opened-by][hidden], .opened-if { display: block; } }`;
const FOLD = 'document.querySelector("[data-opened-by]").hidden = true;';

describe('a good hub', () => {
  test('has nothing that any check finds', async () => {
    const site = await serveSampleHub({ 'form/index.html': samplePage(FORM), 'style.css': FORM_STYLE, 'fold.js': FOLD }, { listed: ['form/'] });
    try {
      const pages = findPages(site);
      assert.deepEqual(pages.map(({ path, kind }) => [path, kind]).sort(), [
        ['/', 'page'],
        ['/form/', 'page'],
        ['/no/such/page/', 'not-found'],
        ['/old/', 'redirect'],
        ['/second/', 'page'],
      ]);
      const { errors, warnings } = await checkHtml(pages);
      expectNone([...errors, ...warnings, ...(await checkLinks(site, pages)), ...checkSitemap(site, pages)]);
      for (const page of pages) {
        expectNone([...checkMarkup(site, page), ...(await checkWeight(site, page))]);
        expectNone(Object.values(await inspectors.inspect(site, page)).flat());
      }
    } finally {
      await site.close();
    }
  });
});

describe('accessibility is told', { concurrency: 2 }, () => {
  const check = inTab(checkAccessibility);
  guard('a field without a label', {
    check,
    body: '<form><input name="email" type="email"></form>',
    expect: { rule: 'axe:label', says: /input\[name="email"\]|<input name="email"/ },
  });
  guard('low contrast', {
    check,
    body: '<p class="faint">Can you read this?</p>',
    files: { 'style.css': `${STYLE} .faint { color: #bbb; }` },
    expect: { rule: 'axe:color-contrast', says: /\.faint[\s\S]*contrast of 1\.\d+/ },
  });
  guard('low contrast in the dark only', {
    check: inTab(checkAccessibility, { scheme: 'dark' }),
    body: '<p class="faint">Can you read this?</p>',
    files: { 'style.css': `${STYLE} @media (prefers-color-scheme: dark) { .faint { color: #333; } }` },
    expect: { rule: 'axe:color-contrast', says: /\.faint/ },
  });
  guard('low contrast in the dark only, of a kind of element that no page had before', {
    check: async (page, site, pages) => {
      const sample = pages.find(({ path }) => path === '/');
      await inspectors.inspect(site, sample);
      return anyLook(page, site);
    },
    body: '<p class="faint first-of-its-kind">Can you read this?</p>',
    files: { 'style.css': `${STYLE} @media (prefers-color-scheme: dark) { .faint { color: #333; } }` },
    expect: { rule: 'axe:color-contrast', says: /dark\)[\s\S]*first-of-its-kind/ },
  });
  guard('a picture without words', {
    check,
    body: '<img src="/icon.svg" width="30" height="30">',
    expect: { rule: 'axe:image-alt', says: /icon\.svg/ },
  });
});

describe('structure is told', { concurrency: 2 }, () => {
  const check = inTab(checkStructure);
  guard('a heading level skipped', {
    check,
    body: '<h2>Two</h2><h4>Four</h4>',
    expect: { rule: 'heading-skipped', says: /main#main > h4 "Four"[\s\S]*h4 follows h2/ },
  });
  guard('a second h1', { check, body: '<h1>Again</h1>', expect: { rule: 'one-h1', says: /h1 "Again"/ } });
  guard('no language', { check, html: '<!DOCTYPE html><title>x</title><main><h1>x</h1></main>', expect: { rule: 'language', says: /en-GB/ } });
  test('but not by a check that does not say what to do', () => {
    assert.throws(() => finding('/a/', 'vague', { element: 'p', what: 'it is wrong' }), /does not say its help/);
  });
  test('two pages with one title', () => {
    const [found] = checkTitlesDiffer(['/a/', '/b/'].map((path) => ({ path, kind: 'page', html: samplePage({ title: 'PEPs' }) })));
    assert.match(describeFinding(found), /\/b\/: title-twice[\s\S]*\/a\/ has the same title/);
  });
});

describe('loading is told', { concurrency: 2 }, () => {
  guard('an inline script', {
    check: loading,
    body: '<script>document.title = "x";</script>',
    expect: { rule: 'policy', says: /main#main > script[\s\S]*script-src-elem/ },
  });
  guard('an inline style', { check: loading, body: '<p style="color: red">Red</p>', expect: { rule: 'policy', says: /p "Red"[\s\S]*style-src-attr/ } });
  guard('a request to another host', {
    check: loading,
    policy: '',
    body: '<img src="http://elsewhere.example/pixel.png" alt="">',
    expect: { rule: 'other-host', says: /elsewhere\.example\/pixel\.png/ },
  });
  guard('a page without a policy', { check: loading, policy: '', expect: { rule: 'no-policy', says: /where: head/ } });
  guard('a script that fails', {
    check: loading,
    head: '<script src="/site.js" defer></script>',
    files: { 'site.js': 'nothing.here();' },
    expect: { rule: 'console-error', says: /nothing is not defined/ },
  });
  guard('a missing picture', { check: loading, body: '<img src="/gone.png" alt="">', expect: { rule: 'console-error', says: /\/gone\.png[\s\S]*404/ } });
});

describe('layout is told', { concurrency: 2 }, () => {
  const phone = inTab(checkLayout, { width: 320 });
  guard('something wider than a phone', {
    check: phone,
    body: '<div class="wide"><p>Wide</p></div>',
    files: { 'style.css': `${STYLE} .wide { width: 500px; }` },
    expect: { rule: 'overflow', says: /div\.wide "Wide"[\s\S]*reaches 516 px on a screen of 320 px/ },
  });
  guard('a word that does not break', {
    check: phone,
    body: `<p class="long">${'a'.repeat(80)}</p>`,
    expect: { rule: 'overflow', says: /p\.long/ },
  });
  guard('overflow that the body hides', {
    check: phone,
    body: '<p class="wide">Wide</p>',
    files: { 'style.css': `${STYLE} body { overflow-x: hidden; } .wide { width: 500px; }` },
    expect: { rule: 'overflow', says: /p\.wide/ },
  });
  guard('text cut off by a box too small', {
    check: phone,
    body: '<p class="box">These words stand on more lines than the box is high, so that the last of them are lost.</p>',
    files: { 'style.css': `${STYLE} .box { height: 2em; overflow: hidden; }` },
    expect: { rule: 'text-cut-off', says: /p\.box[\s\S]*32 px high/ },
  });
  guard('text cut off once the reader spaces it out', {
    check: phone,
    body: '<p><span class="box">Just as wide as this</span></p>',
    files: { 'style.css': `${STYLE} .box { display: inline-block; width: 9.5rem; white-space: nowrap; overflow: hidden; }` },
    expect: { rule: 'text-cut-off', says: /text spaced out[\s\S]*span\.box/ },
  });
  guard('a target too small', {
    check: phone,
    body: '<ul><li><a href="/" class="small">x</a></li></ul>',
    expect: { rule: 'small-target', says: /a\.small "x"[\s\S]*8 by 1\d px/ },
  });
});

describe('the keyboard check tells', { concurrency: 2 }, () => {
  const check = inTab(checkKeyboard);
  guard('focus that cannot be seen', {
    check,
    body: '<p><a href="/" class="bare">Bare</a></p>',
    files: { 'style.css': `${STYLE} .bare:focus-visible { outline: none; }` },
    expect: { rule: 'focus-invisible', says: /a\.bare "Bare"/ },
  });
  guard('focus that is drawn in no colour', {
    check,
    body: '<p><a href="/" class="clear">Clear</a></p>',
    files: { 'style.css': `${STYLE} .clear:focus-visible { outline: 3px solid transparent; }` },
    expect: { rule: 'focus-invisible', says: /a\.clear/ },
  });
  guard('a stop before the place where the page begins', {
    check,
    head: '<script src="/site.js" defer></script>',
    body: '<p><a href="/" class="early">Early</a></p><p tabindex="-1" autofocus>Begin here</p><p><a href="/">Late</a></p>',
    files: { 'site.js': 'document.querySelector(".early").addEventListener("focus", (event) => event.target.blur());' },
    expect: { rule: 'keyboard-unreachable', says: /a\.early "Early"/ },
  });
  test('and is content with a ring around the card that holds the link', async () => {
    const card = '.card a:focus-visible { outline: none; } .card a:focus-visible::after { content: ""; outline: 3px solid #b35900; }';
    const site = await serveSampleHub({ 'index.html': samplePage({ body: '<p class="card"><a href="/">Card</a></p>' }), 'style.css': STYLE + card });
    try {
      expectNone(await check(findPages(site).find(({ path }) => path === '/'), site));
    } finally {
      await site.close();
    }
  });
  guard('focus that something covers', {
    check,
    body: '<p class="under"><a href="/">Under</a></p><div class="over"></div>',
    files: { 'style.css': `${STYLE} .over { position: fixed; inset: 0; background: #fff; }` },
    expect: { rule: 'focus-covered', says: /a "Under"/ },
  });
  guard('focus that is off the screen', {
    check,
    body: '<p><a href="/" class="away">Away</a></p>',
    files: { 'style.css': `${STYLE} .away { position: absolute; left: -9999px; }` },
    expect: { rule: 'focus-off-screen', says: /a\.away/ },
  });
  guard('a trap', {
    check,
    body: '<p><button id="trap">Stay</button> <a href="/">After</a></p>',
    head: '<script src="/site.js" defer></script>',
    files: { 'site.js': 'document.getElementById("trap").addEventListener("keydown", (event) => event.preventDefault());' },
    expect: { rule: 'keyboard-unreachable', says: /a "After"/ },
  });
  guard('a skip link that does nothing', {
    check,
    head: '<script src="/site.js" defer></script>',
    files: { 'site.js': 'document.querySelector(".skip").addEventListener("click", (event) => event.preventDefault());' },
    expect: { rule: 'skip-link', says: /a\.skip[\s\S]*Enter on it does nothing/ },
  });
  guard('no skip link', {
    check,
    html: '<!DOCTYPE html><html lang="en"><title>x</title><nav><a href="/">Home</a></nav><main><h1>x</h1></main></html>',
    expect: { rule: 'skip-link', says: /a "Home"[\s\S]*no skip link/ },
  });
  guard('a skip link to nowhere', {
    check,
    html: '<!DOCTYPE html><html lang="en"><title>x</title><a href="#content">Skip</a><main id="main"><h1>x</h1></main></html>',
    expect: { rule: 'skip-link', says: /#content, which is not there/ },
  });
});

describe('script, colours and paper: it is told', { concurrency: 2 }, () => {
  const site = { head: '<script src="/site.js" defer></script>', body: '<p id="late"></p><p id="lost">Lost words</p>' };
  guard('words that only a script shows', {
    ...site,
    check: withoutScript,
    files: { 'site.js': 'document.getElementById("late").textContent = "Late words";' },
    expect: { rule: 'words-need-script', says: /Late words/ },
  });
  guard('words that a script takes away', {
    ...site,
    check: withoutScript,
    files: { 'site.js': 'document.getElementById("lost").remove();' },
    expect: { rule: 'words-lost-to-script', says: /Lost words/ },
  });
  guard('a link that only a script makes', {
    ...site,
    check: withoutScript,
    files: { 'site.js': 'document.getElementById("late").innerHTML = "<a href=/late/>Late</a>";' },
    expect: { rule: 'links-need-script', says: /\/late\// },
  });
  guard('a button without an edge where colours are forced', {
    check: inTab(checkForcedColours, { forcedColors: 'active' }),
    body: '<button class="flat">Press</button>',
    files: { 'style.css': `${STYLE} .flat { border: 0; background: #00508c; color: #fff; }` },
    expect: { rule: 'forced-colours-edge', says: /button\.flat "Press"/ },
  });
  guard('a focus that goes where colours are forced', {
    check: inTab(checkForcedColours, { forcedColors: 'active' }),
    body: '<p><a href="/" class="glow">Glow</a></p>',
    files: { 'style.css': `${STYLE} .glow:focus-visible { outline: none; box-shadow: 0 0 0 3px #b35900; }` },
    expect: { rule: 'forced-colours-focus', says: /a\.glow "Glow"/ },
  });
  guard('movement that was not asked for', {
    check: inTab(checkForcedColours, { forcedColors: 'active' }),
    body: '<p class="spin">Round</p>',
    files: { 'style.css': `${STYLE} @keyframes spin { to { transform: rotate(360deg); } } .spin { animation: spin 2s linear infinite; }` },
    expect: { rule: 'motion', says: /p\.spin "Round"/ },
  });
  guard('words that are not printed', {
    check: inTab(checkPrint),
    body: '<p class="screen">Only on the screen</p>',
    files: { 'style.css': `${STYLE} @media print { .screen { display: none; } }` },
    expect: { rule: 'not-printed', says: /p\.screen "Only on the screen"/ },
  });
  guard('answers that are not printed', {
    check: inTab(checkPrint),
    body: '<form><p><label>Name <input name="name" value="Sam Sample"></label></p></form>',
    files: { 'style.css': `${STYLE} @media print { input { display: none; } }` },
    expect: { rule: 'not-printed', says: /input/ },
  });
  guard('a folded question that is not printed', {
    check: inTab(checkPrint),
    ...FORM,
    files: { 'style.css': `${STYLE} [hidden] { display: none; }`, 'fold.js': FOLD },
    expect: { rule: 'not-printed', says: /label "Your email"/ },
  });
  guard('a label that only a script gives', {
    check: anyLook,
    head: '<script src="/site.js" defer></script>',
    body: '<form><input name="email" type="email"></form>',
    files: { 'site.js': 'document.querySelector("input").setAttribute("aria-label", "Email");' },
    expect: { rule: 'axe:label', says: /320 px, without script[\s\S]*input/ },
  });
  guard('text that is cut off without script', {
    check: anyLook,
    body: '<p class="box">These words stand on more lines than the box is high, so that the last of them are lost.</p>',
    files: { 'style.css': `${STYLE} @media (scripting: none) { .box { height: 2em; overflow: hidden; } }` },
    expect: { rule: 'text-cut-off', says: /320 px, without script[\s\S]*p\.box/ },
  });
  guard('a redirect to nowhere', {
    check: (page) => checkRedirect(browser, page),
    path: '/old/',
    files: { 'old/index.html': samplePage({ title: 'Moved', head: '<meta http-equiv="refresh" content="0; url=/third/">' }) },
    expect: { rule: 'redirect-no-link', says: /\/third\// },
  });
});
