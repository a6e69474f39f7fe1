// Builds the hub under test with the fingerpost program, for the very address at which it is then served.

import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFolder } from './file-server.mjs';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
export const PROGRAM = process.env.FINGERPOST || path.join(REPOSITORY, 'target', 'debug', 'fingerpost');

/** The hub under test, ours if HUB names no other, and the folder of what the tests write for it. */
export const HUB = path.resolve(REPOSITORY, process.env.HUB || '.');
export const TARGET = path.join(HUB, 'target');

/** The day on which every test stands. */
export const TODAY = '2026-11-23';

/** A public key whose other half was thrown away. */
const NOBODYS_KEY = 'age1axp5ugyrgdq2c7zef5gvq95mzfr3dtt2htem4vep8n3heypnvajqz5a9nq';

/**
 * Builds into `target/NAME` and returns the site that serves it; `base` is the path of its base URL.
 * With `openForms`, each form has somebody to go to, so that its questions are shown.
 */
export async function buildHub({ name, base = '/', openForms = false }) {
  const folder = path.join(TARGET, name);
  await rm(folder, { recursive: true, force: true });
  const root = openForms ? await withOpenForms(path.join(TARGET, `${name}-project`)) : HUB;
  return buildFolder({ root, folder, base });
}

/** Builds the project `root` into `folder` and returns the site that serves it. */
export async function buildFolder({ root, folder, base = '/' }) {
  const site = await serveFolder(folder, { base });
  try {
    await build(['build', '--root', root, '--output', folder, '--today', TODAY, '--base-url', site.url]);
  } catch (error) {
    await site.close();
    throw error;
  }
  return site;
}

/** Copies what a project is made of. */
export async function copyHub(to, from = HUB) {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  for (const part of ['content', 'forms', 'themes', 'site.toml']) {
    await cp(path.join(from, part), path.join(to, part), { recursive: true }).catch((error) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  return to;
}

/** Adds lines to a file of a project. */
export async function addTo(file, lines) {
  await writeFile(file, `${await readFile(file, 'utf8')}\n${lines}\n`);
}

/** Gives a key to each group that a form is sent to and that has none yet. */
export async function giveKeys(root, key) {
  const settings = await readFile(path.join(root, 'site.toml'), 'utf8');
  const forms = await readdir(path.join(root, 'forms')).catch(() => []);
  const texts = await Promise.all(forms.filter((name) => name.endsWith('.yaml')).map((name) => readFile(path.join(root, 'forms', name), 'utf8')));
  const groups = new Set(texts.map((text) => /^sent_to:\s*(\S+)/m.exec(text)?.[1]).filter(Boolean));
  const missing = [...groups].filter((group) => !settings.includes(`\n[recipients.${group}]`));
  await addTo(path.join(root, 'site.toml'), missing.map((group) => `[recipients.${group}]\nall = ["${key}"]\n`).join('\n'));
}

async function withOpenForms(folder) {
  await copyHub(folder);
  await giveKeys(folder, NOBODYS_KEY);
  return folder;
}

function build(args) {
  return new Promise((resolve, reject) => {
    execFile(PROGRAM, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) resolve();
      else if (error.code === 'ENOENT') reject(new Error(`${PROGRAM} is not there: run ./test build first`));
      else reject(new Error(`fingerpost ${args.join(' ')} ended with ${error.code}\n${stdout}${stderr}`));
    });
  });
}
