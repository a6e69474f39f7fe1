// Builds the shipped hub with the fingerpost program, for the very address at which it is then served.

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFolder } from './file-server.mjs';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const TARGET = path.join(ROOT, 'target');
export const PROGRAM = process.env.FINGERPOST || path.join(TARGET, 'debug', 'fingerpost');

/** The day on which every test stands. */
const TODAY = '2026-11-23';

/** Builds into `target/NAME` and returns the site that serves it; `base` is the path of its base URL. */
export async function buildHub({ name, base = '/' }) {
  const folder = path.join(TARGET, name);
  await rm(folder, { recursive: true, force: true });
  const site = await serveFolder(folder, { base });
  try {
    await build(['build', '--root', ROOT, '--output', folder, '--today', TODAY, '--base-url', site.url]);
  } catch (error) {
    await site.close();
    throw error;
  }
  return site;
}

function build(args) {
  return new Promise((resolve, reject) => {
    execFile(PROGRAM, args, (error, stdout, stderr) => {
      if (!error) resolve();
      else if (error.code === 'ENOENT') reject(new Error(`${PROGRAM} is not there: run ./test build first`));
      else reject(new Error(`fingerpost ${args.join(' ')} ended with ${error.code}\n${stdout}${stderr}`));
    });
  });
}
