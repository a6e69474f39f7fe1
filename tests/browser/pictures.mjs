// Takes the pictures of README.md from the hub as it is: `./test pictures`.

import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HUB, buildHub } from './lib/build.mjs';
import { startChromium } from './lib/chromium.mjs';

const FOLDER = path.join(HUB, 'docs/images');
const MOST_BYTES = 150_000;

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 375, height: 700 }, deviceScaleFactor: 1.5 };

/** `from` is what stands at the top of the picture; without it, it is the top of the page. */
const PICTURES = [
  { name: 'home-desk', page: '', reader: DESK },
  { name: 'home-phone', page: '', reader: PHONE },
  { name: 'guidance-phone-dark', page: 'when-is-a-pep-due/', reader: { ...PHONE, colorScheme: 'dark' }, from: '.prose h2' },
  { name: 'form-phone', page: 'forms/login-request/', reader: PHONE, from: '.form-group:nth-of-type(3) h2', does: (tab) => tab.check('[name=workplace][value=school]') },
];

/** On every machine the same font, one that ./test installs: a system font is another one on each. */
const FONTS = `<?xml version="1.0"?>
<fontconfig>
<dir>/usr/share/fonts/truetype/liberation</dir>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>Liberation Sans</string></edit></match>
</fontconfig>
`;

const fonts = await mkdtemp(path.join(tmpdir(), 'fonts-'));
await writeFile(path.join(fonts, 'fonts.conf'), FONTS);
process.env.FONTCONFIG_FILE = path.join(fonts, 'fonts.conf');
const hub = await buildHub({ name: 'pictures-site', openForms: true });
const browser = await startChromium();
try {
  await mkdir(FOLDER, { recursive: true });
  for (const { name, page, reader, from, does } of PICTURES) {
    const context = await browser.newContext({ ...reader, reducedMotion: 'reduce' });
    const tab = await context.newPage();
    await tab.goto(new URL(page, hub.url).href);
    await does?.(tab);
    if (from) await tab.locator(from).first().evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 24));
    const file = path.join(FOLDER, `${name}.png`);
    await tab.screenshot({ path: file, caret: 'hide' });
    const { size } = await stat(file);
    console.log(`${path.relative(HUB, file)}  ${Math.round(size / 1000)} KB`);
    if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MOST_BYTES}: show less of the page`);
    await context.close();
  }
} finally {
  await browser.close();
  await hub.close();
  await rm(fonts, { recursive: true });
}
