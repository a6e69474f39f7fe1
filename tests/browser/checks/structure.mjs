// The bones of a page: its language, its title, one h1, no heading level skipped, one main with words in it.

import { finding } from '../lib/finding.mjs';
import { readTags } from '../lib/tags.mjs';

export async function checkStructure(tab, page) {
  const { language, title, headings, mains, mainText } = await tab.evaluate(() => ({
    language: document.documentElement.lang,
    title: document.title.trim(),
    headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
      .filter((heading) => heading.checkVisibility())
      .map((heading) => ({ level: Number(heading.localName[1]), element: inPage.describe(heading) })),
    mains: document.querySelectorAll('main').length,
    mainText: document.querySelector('main')?.innerText.trim() ?? '',
  }));
  const findings = [];
  const report = (rule, what, help, element) => findings.push(finding(page, rule, { what, help, element }));

  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(language)) {
    report('language', `<html> has the language "${language}"`, 'write lang="en-GB" on <html>', 'html');
  }
  if (!title) report('title', 'the page has no title', 'write a <title>', 'head');
  if (mains !== 1) report('one-main', `the page has ${mains} <main>`, 'put what the page is about into one <main>', 'body');
  else if (!mainText) report('empty-main', '<main> holds no words', 'show the page\'s text there', 'main');

  const h1s = headings.filter(({ level }) => level === 1);
  if (h1s.length !== 1) {
    report('one-h1', `the page has ${h1s.length} h1`, 'the title is the only h1', h1s.map(({ element }) => element).join('; ') || 'main');
  }
  headings.forEach(({ level, element }, index) => {
    const before = headings[index - 1]?.level ?? 0;
    if (before > 0 && level > before + 1) {
      report('heading-skipped', `h${level} follows h${before}`, `make it an h${before + 1}`, element);
    }
  });
  return findings;
}

/** Two pages with one title cannot be told apart in a list of tabs. A page that only leads on has that of the page it leads to. */
export function checkTitlesDiffer(pages) {
  const first = new Map();
  return pages.filter(({ kind }) => kind !== 'redirect').flatMap((page) => {
    const title = readTags(page.html).find(({ name }) => name === 'title')?.content.trim();
    if (!first.has(title)) {
      first.set(title, page);
      return [];
    }
    return finding(page, 'title-twice', {
      element: `<title>${title}</title>`,
      what: `${first.get(title).path} has the same title`,
      help: 'give each page a title of its own',
    });
  });
}
