// Starts `fingerpost serve` on a free port, and knows its address from the line that it prints.

import { spawn } from 'node:child_process';
import { PROGRAM } from './build.mjs';

const READY_WITHIN = 60_000;
const ENDS_WITHIN = 5_000;

/** Resolves once the address is printed, as `{ url, output, stop }`. */
export async function startPreview(root) {
  const child = spawn(PROGRAM, ['serve', '--root', root, '--port', '0', '--collector-port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => child.kill('SIGKILL'));
  let printed = '';
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended.then(() => true), later(ENDS_WITHIN).then(() => false)]);
    if (!inTime) child.kill('SIGKILL');
    return inTime;
  };

  const url = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`fingerpost serve ${why}; it printed:\n${printed}`));
    const deadline = setTimeout(() => fail(`printed no address within ${READY_WITHIN / 1000} s`), READY_WITHIN);
    const read = (chunk) => {
      printed += chunk;
      const [address] = /http:\/\/127\.0\.0\.1:\d+\/\S*(?=\s)/.exec(printed) ?? [];
      if (!address) return;
      clearTimeout(deadline);
      resolve(address.replace(/[.,;)]+$/, ''));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then((how) => {
      clearTimeout(deadline);
      fail(`ended (${how})`);
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, output: () => printed, stop };
}

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
