// What the engines beside ours share: the words of a page for their index, and a bare page that asks and shows.

import { readFileSync } from 'node:fs';

/** The words of a page in fields. Every engine gets the same, the keywords too. */
export function words({ url, title, summary, keywords, blocks }) {
  const texts = (isWanted) => blocks.filter(isWanted).map((block) => block.text).join('\n');
  return {
    url,
    title,
    summary,
    keywords: keywords.join(', '),
    headings: texts((block) => block.kind === 'heading'),
    text: texts((block) => block.kind !== 'heading'),
  };
}

/** The page as HTML. */
export function html({ title, summary, keywords, blocks }) {
  const tags = { heading: 'h2', paragraph: 'p', item: 'li' };
  const body = blocks.map(({ kind, text }) => `<${tags[kind]}>${escape(text)}</${tags[kind]}>`).join('\n');
  return `<!doctype html><html lang="en"><head><title>${escape(title)}</title></head><body><main>
<h1>${escape(title)}</h1><p>${escape(summary)}</p>
${body}
<p>${escape(keywords.join(', '))}</p></main></body></html>`;
}

/** A page that answers `?q=`: `ask` finds and calls `show`. Its own few bytes are not counted. */
export function bare(head, ask) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Search</title>${head}</head><body><ol></ol><script type="module">
    const query = new URLSearchParams(location.search).get('q');
    const list = document.querySelector('ol');
    function show(found) {
      for (const { url, title } of found) {
        const link = document.createElement('a');
        Object.assign(link, { href: url, textContent: title });
        list.appendChild(document.createElement('li')).append(link);
      }
      list.dataset.done = '';
    }
    ${ask}
  </script></body></html>`;
}

export function versionOf(name) {
  return JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url))).version;
}

const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
