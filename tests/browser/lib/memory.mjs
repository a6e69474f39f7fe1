// Remembers which pages nothing was found on, so that a page of which nothing has changed is not looked at again.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('..', import.meta.url));

/**
 * A page is known by its HTML and by all that its look and the checks depend on: every other file of the site, the checks themselves
 * and the browser. `file` keeps what is known. With FRESH=1 nothing is.
 */
export function openMemory(file, site, browser, { fresh = Boolean(process.env.FRESH) } = {}) {
  const known = fresh ? {} : readKnown(file);
  const port = new URL(site.url).port;
  const others = namesBelow(site.folder).filter((name) => !/\.(html|xml|txt)$|fingerpost-files$/.test(name));
  const shared = [
    browser.version(),
    ...['checks', 'lib', 'package-lock.json'].flatMap((part) => namesBelow(TESTS, part)).map((name) => readFileSync(path.join(TESTS, name))),
    ...others.flatMap((name) => [name, withoutPort(readFileSync(path.join(site.folder, name), 'latin1'), port)]),
  ];
  const keyOf = (page) => hash([...shared, page.path, withoutPort(page.html, port)]);
  return {
    knows: (page) => known[page.path] === keyOf(page),
    remember(page) {
      known[page.path] = keyOf(page);
    },
    save() {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(known, null, 1));
    },
  };
}

function readKnown(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

const namesBelow = (folder, part = '') => {
  const at = path.join(folder, part);
  if (!statSync(at).isDirectory()) return [part];
  return readdirSync(at, { recursive: true })
    .map((name) => path.join(part, name))
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort();
};

/** Each run serves the site on another port. */
const withoutPort = (text, port) => text.replace(new RegExp(`(127[.]0[.]0[.]1|127%2E0%2E0%2E1)(:|%3A|&#x3A;|&#58;)${port}\\b`, 'gi'), '$1$2');

function hash(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
