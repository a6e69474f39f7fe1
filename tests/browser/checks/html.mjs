// The Nu HTML checker's word on every built page: no error.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { finding } from '../lib/finding.mjs';

const JAR = fileURLToPath(import.meta.resolve('vnu-jar/build/dist/vnu.jar'));

/** It takes the page's policy for that of a file, where 'self' is nothing; the browser tells what the policy really refuses. */
const MISTAKEN = /^Resource violates Content Security Policy/;

/** Checks all `pages` in one run; returns `{ errors, warnings }`, both findings. */
export async function checkHtml(pages) {
  const byFile = new Map(pages.map((page) => [page.file, page]));
  const output = await run(['-Xss1m', '-jar', JAR, '--format', 'json', '--stdout', ...byFile.keys()]);
  const messages = JSON.parse(output).messages.filter(({ message }) => !MISTAKEN.test(message));
  const told = messages.map((message) => ({
    isError: message.type === 'error' || message.type === 'non-document-error',
    found: finding(pageOf(message, byFile), `html:${message.type}`, {
      element: `line ${message.lastLine ?? '?'}  ${(message.extract ?? '').replace(/\s+/g, ' ').trim()}`,
      what: message.message,
      help: 'mend the template or the text that wrote it',
    }),
  }));
  return {
    errors: told.filter(({ isError }) => isError).map(({ found }) => found),
    warnings: told.filter(({ isError }) => !isError).map(({ found }) => found),
  };
}

const pageOf = ({ url }, byFile) => (url?.startsWith('file:') && byFile.get(fileURLToPath(url))) || (url ?? 'all pages');

/** The checker ends with 1 when it has found something: that is an answer too. */
function run(args) {
  return new Promise((resolve, reject) => {
    execFile('java', args, { maxBuffer: 64e6 }, (error, stdout, stderr) => {
      if (stdout.trim().startsWith('{')) resolve(stdout);
      else reject(new Error(`the HTML checker did not answer: ${error?.message ?? ''}\n${stderr}`));
    });
  });
}
