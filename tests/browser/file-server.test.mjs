// The file server that the other tests trust: headers, 404 page, redirects, and nothing from outside its folder.

import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import http from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serveFolder } from './lib/file-server.mjs';
import { headersFor, parseHeaders } from './lib/headers-file.mjs';
import { readTags } from './lib/tags.mjs';

describe('the file server', () => {
  const files = { 'index.html': 'home', '404.html': 'lost', 'a.txt': 'text', '_headers': '/*\n  X-All: yes\n/a.txt\n  X-One: 1\n' };
  const serving = (name, options, act) =>
    test(name, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'served-'));
      for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
      const site = await serveFolder(folder, options);
      try {
        await act(site, (address) => fetch(new URL(address, site.url), { redirect: 'manual' }));
      } finally {
        await site.close();
        await rm(folder, { recursive: true });
      }
    });

  serving('gives files their type and the headers of their path', {}, async (site, get) => {
    const answer = await get('/a.txt');
    assert.equal(await answer.text(), 'text');
    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(answer.headers.get('x-all'), 'yes');
    assert.equal(answer.headers.get('x-one'), '1');
    assert.equal((await get('/')).headers.get('x-one'), null);
  });
  serving('gives the 404 page with 404, and never the headers file', {}, async (site, get) => {
    for (const address of ['/gone/', '/_headers', '/%ff']) {
      const answer = await get(address);
      assert.equal(answer.status, 404, address);
      assert.equal(await answer.text(), 'lost');
    }
  });
  serving('gives nothing from outside its folder', {}, async (site) => {
    const status = await new Promise((resolve, reject) => {
      const { port } = new URL(site.url);
      http.get({ host: '127.0.0.1', port, path: '/..%2f..%2f..%2fetc/hostname' }, (answer) => resolve(answer.statusCode)).on('error', reject);
    });
    assert.equal(status, 404);
  });
  serving('answers only below its base', { base: '/hub/' }, async (site, get) => {
    assert.equal(await (await get('/hub/')).text(), 'home');
    assert.notEqual(await (await get('/')).text(), 'lost');
    assert.equal((await get('/hub/a.txt')).headers.get('x-one'), '1');
  });
});

describe('the headers file', () => {
  test('knows stars, names and comments', () => {
    const rules = parseHeaders('# note\n/assets/*\n  A: 1\n/:page/\n  B: 2\n');
    assert.deepEqual(headersFor(rules, ['/assets/x/y.css']), { a: '1' });
    assert.deepEqual(headersFor(rules, ['/peps/']), { b: '2' });
    assert.deepEqual(headersFor(rules, ['/a/b/']), {});
  });
  test('is refused with the line where it is wrong', () => {
    assert.throws(() => parseHeaders('/*\n  no colon here\n'), /_headers:2/);
  });
});

describe('the reader of tags', () => {
  test('reads attributes in every spelling, and skips comments and scripts', () => {
    const tags = readTags('<!-- <a href="no"> -->\n<a href="/x?a=1&amp;b" id=y hidden><script>"<b>"</script><img alt=\'>\' src="&#x2F;z">');
    assert.deepEqual(
      tags.map(({ name, attributes, line }) => [name, attributes, line]),
      [
        ['a', { href: '/x?a=1&b', id: 'y', hidden: '' }, 2],
        ['script', {}, 2],
        ['img', { alt: '>', src: '/z' }, 2],
      ],
    );
  });
});
