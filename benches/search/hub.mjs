// Reads the pages of the hub as plain words: what the made-up pages are made from.

import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const HUB = fileURLToPath(new URL('../../', import.meta.url));

/** Every page of content/ as `{ path, title, summary, keywords, audience, blocks }`, in the order of their paths. */
export function readHub() {
  const content = `${HUB}content/`;
  const paths = readdirSync(content, { recursive: true }).filter((path) => path.endsWith('.md')).sort();
  const facts = new Map(readYaml('content/data/facts.yaml').map((row) => [row.fact, row.unit ? `${row.value} ${row.unit}` : `${row.value}`]));
  return paths.map((path) => readPage(path, readFileSync(content + path, 'utf8'), facts));
}

/** The questions of the side-by-side, as questions.yaml has them. */
export const readQuestions = () => readYaml('benches/search/questions.yaml');

/** The glossary's rows without their links, for a site that lacks the pages linked to. */
export const readGlossary = () => readYaml('content/data/glossary.yaml').map(({ page, ...row }) => row);

function readYaml(path) {
  return parse(readFileSync(HUB + path, 'utf8'));
}

function readPage(path, text, facts) {
  const [, front, body] = text.match(/^---\n(.*?)\n---\n(.*)$/s);
  const { title, summary, keywords = [], audience = [] } = parse(front);
  return { path, title, summary, keywords: keywords.map(String), audience, blocks: readBlocks(body, facts) };
}

/** `{ kind: 'heading' | 'paragraph' | 'item', text }` for each block; pictures of charts and tables are left out. */
function readBlocks(body, facts) {
  const lines = body.replace(/```.*?```/gs, '').split('\n');
  const blocks = [];
  let open;
  for (const line of lines) {
    const text = plain(line, facts);
    const heading = /^#+ /.test(line);
    const item = /^\s*([-*]|\d+\.) /.test(line);
    if (!text || line.startsWith('|') || /^> \[!/.test(line)) open = undefined;
    else if (heading || item) {
      open = { kind: heading ? 'heading' : 'item', text };
      blocks.push(open);
      if (heading) open = undefined;
    } else if (open) open.text += ` ${text}`;
    else blocks.push((open = { kind: 'paragraph', text }));
  }
  return blocks;
}

function plain(line, facts) {
  return line
    .replace(/\{\{\s*fact\(key="([^"]+)".*?\}\}/g, (_, key) => facts.get(key) ?? '')
    .replace(/\{\{\s*pep_system.*?\}\}/g, 'ePEP')
    .replace(/\{\{\s*organisation.*?\}\}/g, 'the Virtual School')
    .replace(/\{\{.*?\}\}/g, '')
    .replace(/\{#.*?\}/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[>\s]*(#+ |[-*] (\[.\] )?|\d+\. )?/, '')
    .replace(/[*_`|\\<>[\]{}]/g, '')
    .trim();
}
