// Serves a built hub as its host will: one folder, its `_headers` file, its own 404 page.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { headersFor, parseHeaders } from './headers-file.mjs';

const CONTENT_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.xml': 'application/xml; charset=utf-8',
};

/**
 * Serves `folder` on a free port under the path `base` (which starts and ends with `/`).
 * The folder need not exist yet: a hub is built for the address that this returns.
 * Outside `base` nothing answers, so a link that forgets the subpath is found.
 */
export async function serveFolder(folder, { base = '/' } = {}) {
  const server = createServer((request, response) => {
    answer(folder, base, request).then(
      ({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      (error) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(String(error));
      },
    );
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    folder,
    base,
    origin,
    url: origin + base,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function answer(folder, base, request) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, headers: { allow: 'GET, HEAD' }, body: '' };
  }
  const urlPath = new URL(request.url, 'http://127.0.0.1').pathname;
  if (!urlPath.startsWith(base)) {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: `nothing is served outside ${base}` };
  }
  const inside = '/' + urlPath.slice(base.length);
  const rules = parseHeaders((await readIfThere(path.join(folder, '_headers')))?.toString() ?? '');
  const headers = headersFor(rules, [inside, urlPath]);

  const file = fileOf(folder, inside);
  if (file && !inside.endsWith('/') && (await isFolder(file))) {
    return { status: 301, headers: { ...headers, location: `${urlPath}/` }, body: '' };
  }
  const wanted = file && inside.endsWith('/') ? path.join(file, 'index.html') : file;
  const body = wanted && path.basename(wanted) !== '_headers' ? await readIfThere(wanted) : undefined;
  if (body !== undefined) {
    return { status: 200, headers: { 'content-type': contentType(wanted), ...headers }, body };
  }
  const notFound = await readIfThere(path.join(folder, '404.html'));
  return {
    status: 404,
    headers: { 'content-type': CONTENT_TYPES['.html'], ...headers },
    body: notFound ?? 'not found',
  };
}

/** The file that a path stands for, or undefined where the path leads out of the folder. */
function fileOf(folder, urlPath) {
  let decoded;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  const file = path.resolve(folder, '.' + decoded);
  const root = path.resolve(folder);
  return file === root || file.startsWith(root + path.sep) ? file : undefined;
}

const contentType = (file) => CONTENT_TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';

const isFolder = (file) => stat(file).then((found) => found.isDirectory(), () => false);

const readIfThere = (file) =>
  readFile(file).catch((error) => {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes(error.code)) return undefined;
    throw error;
  });
