// Makes the pages of a site of a given size, the same each time: the hub's own pages that answer the questions, among pages
// that are made up from the hub's other pages, their words, and the names of places that no hub knows.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { readGlossary, readHub } from './hub.mjs';

const PAGES_A_SECTION = 100;

/** `count` pages as `{ url, path, title, summary, keywords, audience, blocks }`. A page that answers a question has its place in content/ as `answers`. */
export function makePages(count, questions) {
  const hub = readHub();
  const chance = new Chance(count);
  const answers = questions.map((question) => hub.find((page) => page.path === question.page));
  const author = new Author(hub, answers, chance);

  const sections = Math.ceil(count / PAGES_A_SECTION);
  const pages = [];
  for (let number = 0; number < count; number += 1) {
    const section = Math.floor(number / PAGES_A_SECTION);
    const inSection = number % PAGES_A_SECTION;
    if (number === 0) pages.push({ ...author.section('The hub'), path: '_index.md' });
    else if (inSection === 0) pages.push({ ...author.section(author.newPlace()), path: `${folder(section)}/_index.md` });
    else {
      const answer = answers.findIndex((_, index) => Math.floor(((index + 0.5) * count) / answers.length) === number);
      const page = answer < 0 ? author.page() : { ...answers[answer], answers: answers[answer].path };
      pages.push({ ...page, path: `${section === 0 ? '' : `${folder(section)}/`}${slug(page.title)}.md` });
    }
  }
  const missing = answers.filter((answer) => !pages.some((page) => page.answers === answer.path));
  if (missing.length > 0) throw new Error(`no room for ${missing.map((page) => page.path)} among ${count} pages of ${sections} sections`);
  return pages.map((page) => ({ ...page, url: `/${page.path.replace(/(_index)?\.md$/, '/').replace(/^\/|(?<=\/)\/$/g, '')}` }));
}

/** Writes the pages as a site that Fingerpost builds. */
export function writeSite(root, pages) {
  rmSync(root, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, text);
  };
  write('site.toml', 'title = "Hub"\nbase_url = "http://localhost/"\n');
  write('content/data/glossary.yaml', stringify(readGlossary()));
  for (const { path, title, summary, keywords, audience, blocks } of pages) {
    write(`content/${path}`, `---\n${stringify({ title, summary, audience, keywords, sources: 'none' })}---\n\n${markdown(blocks)}`);
  }
}

function markdown(blocks) {
  const marks = { heading: '## ', item: '- ', paragraph: '' };
  return blocks.map(({ kind, text }, index) => `${marks[kind]}${text}\n${kind === 'item' && blocks[index + 1]?.kind === 'item' ? '' : '\n'}`).join('');
}

/** Writes pages of the hub's kind: about a subject of the hub, for one reader, at one place. */
class Author {
  constructor(hub, answers, chance) {
    const pages = hub.filter((page) => !answers.includes(page)); // whose text may be used
    this.chance = chance;
    this.sentences = new Map(pages.map((page) => [page.path, page.blocks.flatMap((block) => (block.kind === 'heading' ? [] : sentences(block.text)))]));
    this.all = [...this.sentences.values()].flat();
    const full = pages.filter((page) => !/flowchart/i.test(page.title) && this.sentences.get(page.path).length >= 12);
    this.subjects = [...full, ...answers.map((answer) => ({ ...answer, path: chance.pick(full).path }))];
    this.headings = pages.flatMap((page) => page.blocks.filter((block) => block.kind === 'heading').map((block) => block.text));
    this.chain = new Chain(this.all, chance);
    this.titles = new Set();
    this.places = [];
    this.taken = new Set();
  }

  section(place) {
    const title = `Guides for ${place}`;
    return { title, summary: `What schools, carers and social workers in ${place} use.`, keywords: [place], audience: [], blocks: [this.paragraph(this.chance.pick(this.subjects))] };
  }

  page() {
    const { chance } = this;
    for (;;) {
      const subject = chance.pick(this.subjects);
      const title = this.title(subject.title.replace(/[?:].*/, ''));
      if (this.titles.has(slug(title))) continue;
      this.titles.add(slug(title));
      const blocks = [this.paragraph(subject)];
      for (let part = chance.between(2, 6); part > 0; part -= 1) {
        blocks.push({ kind: 'heading', text: chance.below(3) ? chance.pick(this.headings) : `${chance.pick(ANGLES)} in ${this.place()}` });
        for (let paragraphs = chance.between(1, 3); paragraphs > 0; paragraphs -= 1) blocks.push(this.paragraph(subject));
        if (chance.below(2)) for (let items = chance.between(3, 6); items > 0; items -= 1) blocks.push({ kind: 'item', text: this.sentence(subject) });
      }
      const keywords = chance.some(subject.keywords, 4);
      return { title, summary: this.summary(subject), keywords, audience: chance.some(AUDIENCES, 3), blocks };
    }
  }

  title(subject) {
    const { chance } = this;
    const lower = lowerFirst(subject);
    switch (chance.below(8)) {
      case 0: return `${subject} in ${this.place()}`;
      case 1: return `${subject}: ${chance.pick(ANGLES).toLowerCase()} for ${chance.pick(READERS)}`;
      case 2: return `${this.school()}: ${lower}`;
      case 3: return `${subject} for ${chance.pick(STAGES)}, ${this.term()}`;
      case 4: return `${this.place()} network: ${lower}, ${this.term()}`;
      case 5: return `${chance.pick(ANGLES)}: ${lower} at ${this.school()}`;
      case 6: return `What ${chance.pick(READERS)} in ${this.place()} do about ${lower}`;
      default: return `${subject}: ${chance.pick(STAGES)} in ${this.place()}`;
    }
  }

  summary(subject) {
    const { chance } = this;
    for (let tries = 0; ; tries += 1) {
      const summary = chance.below(2) ? this.chain.sentence() : `For ${chance.pick(READERS)} in ${this.place()}: ${lowerFirst(chance.pick(this.sentences.get(subject.path)))}`;
      if (summary.length < 200) return summary;
      if (tries > 20) return `For ${chance.pick(READERS)} in ${this.place()}.`;
    }
  }

  paragraph(subject) {
    return { kind: 'paragraph', text: Array.from({ length: this.chance.between(2, 5) }, () => this.sentence(subject)).join(' ') };
  }

  sentence(subject) {
    const { chance } = this;
    const roll = chance.below(100);
    if (roll < 40) return chance.pick(this.sentences.get(subject.path));
    if (roll < 60) return chance.pick(this.all);
    if (roll < 93) return this.chain.sentence();
    const told = [
      `${this.school()} asks for this by email.`,
      `In ${this.place()} the group meets at ${this.school()} in ${this.term()}.`,
      `Children from ${this.place()} go by way of ${this.place()}.`,
      `The plan from ${this.school()} was kept as an example.`,
    ];
    return chance.pick(told);
  }

  school() {
    return `${this.place()} ${this.chance.pick(['Primary School', 'Academy', 'College', 'Nursery', 'School', 'Junior School'])}`;
  }

  term() {
    return `${this.chance.pick(['autumn', 'spring', 'summer'])} ${this.chance.between(2015, 2027)}`;
  }

  /** Most often a place that was named before: new ones get rarer, as new words do in a text that gets longer. */
  place() {
    if (this.places.length < 40 * (this.titles.size + 1) ** 0.6) return this.newPlace();
    return this.places[Math.floor(this.places.length * this.chance.next() ** 2)];
  }

  newPlace() {
    for (;;) {
      const place = this.chance.pick(STARTS) + (this.chance.below(2) ? this.chance.pick(MIDDLES) : '') + this.chance.pick(ENDS);
      if (this.taken.has(place)) continue;
      this.taken.add(place);
      this.places.push(place);
      return place;
    }
  }
}

/** Sentences that nobody wrote, from which word follows which two in the hub. */
class Chain {
  constructor(all, chance) {
    this.chance = chance;
    this.starts = [];
    this.next = new Map();
    for (const sentence of all) {
      const words = sentence.split(' ');
      if (words.length < 4) continue;
      this.starts.push(words.slice(0, 2));
      words.push(undefined);
      for (let at = 2; at < words.length; at += 1) {
        const key = `${words[at - 2]} ${words[at - 1]}`;
        if (!this.next.has(key)) this.next.set(key, []);
        this.next.get(key).push(words[at]);
      }
    }
  }

  sentence() {
    const words = [...this.chance.pick(this.starts)];
    while (words.length < 40) {
      const word = this.chance.pick(this.next.get(`${words.at(-2)} ${words.at(-1)}`) ?? [undefined]);
      if (word === undefined) break;
      words.push(word);
    }
    return words.join(' ').replace(/[^.?!]$/, '$&.');
  }
}

/** Chance that falls the same way each time (mulberry32). */
class Chance {
  constructor(seed) {
    this.state = seed;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  between(least, most) {
    return least + this.below(most - least + 1);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Up to `most` of the list, each once. */
  some(list, most) {
    const some = new Set(Array.from({ length: this.between(1, most) }, () => this.pick(list)));
    return [...some].filter((one) => one !== undefined);
  }
}

/** The whole sentences of a text; the short ones ("I can come.") would stand on every page. */
const sentences = (text) => (text.match(/[^.?!]+[.?!]+(?=\s|$)/g) ?? []).map((sentence) => sentence.trim()).filter((sentence) => sentence.split(' ').length >= 6);
const slug = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const folder = (section) => `area-${section}`;
const lowerFirst = (text) => (/^[A-Z][a-z ]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);

const AUDIENCES = ['social-worker', 'designated-teacher', 'designated-person', 'carer', 'young-person', 'iro', 'personal-adviser', 'school-leader', 'parent'];
const READERS = ['social workers', 'designated teachers', 'carers', 'young people', 'reviewing officers', 'personal advisers', 'governors', 'parents', 'new staff', 'support workers'];
const STAGES = ['early years', 'Reception', 'key stage 1', 'key stage 2', 'key stage 3', 'Year 6', 'Year 9', 'Year 11', 'sixth form', 'college'];
const ANGLES = ['Questions and answers', 'Checklist', 'Notes of the meeting', 'First steps', 'What went well', 'Who to ask', 'Dates', 'A worked example', 'Briefing', 'What has changed', 'Frequent mistakes', 'Local steps'];
const STARTS = 'Ash Barn Beck Birch Brad Brock Burn Cal Chad Clay Cold Corn Cran Dal Dun East Ebb Elm Far Fen Gat Gren Hal Ham Hart Hazel Hol Ings Kel Kirk Lam Lang Lin Lud Mar Mel Mid Nor Oak Old Pen Pil Quar Rad Red Row Sal Sand Scal Shel Stan Sut Thorn Tid Up Wal War Wes Whit Wil Wood Yar Yel'.split(' ');
const MIDDLES = 'a be ber chil den der e en er field gar hamp i in ing king ling mer ming nel ning o ra ring sing ter ting ven wel'.split(' ');
const ENDS = 'bourne bridge brook burgh bury by church combe cote dale den don fell field firth ford gate grove ham hampton hill holme hurst lade ley low mere minster mouth ness over port sea shaw stead stock stoke stone thorpe ton wade well wich wick wold worth'.split(' ');
