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
export const startInbox = (...words) => start(['inbox', ...words], /http:\/\/127\.0\.0\.1:\d+\/\?token=\w+(?=\s)/);

/**
 * Resolves once the collector listens, on a port of its own, as `{ url, stop, fillDisk }`. After `fillDisk` no file of it can grow
 * (Linux). Its log is not shown.
 */
export async function startCollector(...words) {
  const running = await start(['serve', '--listen', '127.0.0.1:0', ...words], /http:\/\/127\.0\.0\.1:\d+\/(?=\s)/);
  return { ...running, fillDisk: () => promisify(execFile)('prlimit', ['--pid', String(running.pid), '--fsize=0:0']) };
}

async function start(words, address) {
  // A program that may write no more is told so, in place of being killed, only if whoever started it asked for that.
  const child = spawn('sh', ['-c', 'trap "" XFSZ; exec "$0" "$@"', COLLECTOR, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (chunk) => (log += chunk));
  const url = await new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`collector ${words[0]} printed no address\n${log}`)), READY_WITHIN);
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const [found] = address.exec(printed) ?? [];
      if (found) {
        clearTimeout(deadline);
        resolve(found);
      }
    });
    child.once('exit', (code) => reject(new Error(`collector ${words[0]} ended (${code})\n${log}`)));
  });
  return { url, pid: child.pid, stop: () => child.kill('SIGTERM') };
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
