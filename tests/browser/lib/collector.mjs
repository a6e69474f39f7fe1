// Runs the commands of the collector that stands beside the program under test.

import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROGRAM } from './build.mjs';

const COLLECTOR = path.join(path.dirname(PROGRAM), 'collector');
const READY_WITHIN = 60_000;

/** What a command printed; rejects when it fails. */
export async function collector(...words) {
  const { stdout } = await promisify(execFile)(COLLECTOR, words);
  return stdout;
}

/** Resolves once the inbox prints its address, as `{ url, stop }`. */
export async function startInbox(...words) {
  const child = spawn(COLLECTOR, ['inbox', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('the inbox printed no address')), READY_WITHIN);
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\w+(?=\s)/.exec(printed) ?? [];
      if (address) {
        clearTimeout(deadline);
        resolve(address);
      }
    });
    child.once('exit', (code) => reject(new Error(`the inbox ended (${code})`)));
  });
  return { url, stop: () => child.kill('SIGTERM') };
}

/** The files below a folder in which one of the words stands, raw, as UTF-16 of either kind, or as base64 at any offset. */
export function findPlainText(folder, words) {
  const found = [];
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name);
    if (!statSync(file).isFile()) continue;
    const bytes = readFileSync(file);
    for (const word of words) {
      if (spellings(word).some((spelling) => bytes.includes(spelling))) found.push(`${word} in ${name}`);
    }
  }
  return found;
}

function spellings(word) {
  const little = Buffer.from(word, 'utf16le');
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from(word)]).toString('base64');
    // The characters at the edges depend on the neighbours.
    return Buffer.from(whole.slice(shift === 0 ? 0 : 4, -4));
  });
  return [Buffer.from(word), little, Buffer.from(little).swap16(), ...base64];
}
