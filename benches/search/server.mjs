// A static host as councils have one: gzip -9 for whatever gets smaller by it. It notes what was asked for, and how many bytes that took.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves `folder` on a free port: `{ address, takeLog, close }`. `takeLog()` gives `{ path, bytes }` of each answer since it was last called. */
export async function serve(folder) {
  let log = [];
  const answers = new Map();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    try {
      if (!answers.has(path)) answers.set(path, await read(folder, path));
      const { body, headers } = answers.get(path);
      log.push({ path, bytes: body.length });
      response.writeHead(200, headers).end(body);
    } catch {
      log.push({ path, bytes: 0 });
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    takeLog: () => log.splice(0),
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
}

async function read(folder, path) {
  const file = join(folder, normalize(path), path.endsWith('/') ? 'index.html' : '');
  const plain = await readFile(file);
  const zipped = gzipSync(plain, { level: 9 });
  const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'max-age=31536000' };
  return zipped.length < plain.length ? { body: zipped, headers: { ...headers, 'content-encoding': 'gzip' } } : { body: plain, headers };
}
