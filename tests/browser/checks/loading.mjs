// A page loads without an error, without breaking its own policy, and without asking any other host.

import { finding } from '../lib/finding.mjs';

/** `visited` is what `visit` returned; ask after everything else was done with the page. */
export function checkLoading(site, page, visited, look = '') {
  const { status, seen } = visited;
  const findings = [];
  const expected = page.kind === 'not-found' ? 404 : 200;
  if (status !== expected) {
    findings.push(finding(page, 'status', { look, what: `it answers ${status}, not ${expected}` }));
  }
  for (const { directive, blocked, line, element } of seen.refused) {
    findings.push(
      finding(page, 'policy', {
        look,
        element: [element, line && `line ${line}`].filter(Boolean).join(', '),
        what: `the content security policy refused this (${directive}: ${blocked || 'inline'})`,
        help: 'move inline style and script to the theme\'s style.css and site.js; load nothing from elsewhere',
      }),
    );
  }
  for (const { text, url } of seen.messages) {
    if (seen.refused.length > 0 && /Content Security Policy/.test(text)) continue;
    if (page.kind === 'not-found' && url === page.url && /status of 404/.test(text)) continue;
    findings.push(finding(page, 'console-error', { look, element: url, what: text, help: 'mend what the console reports' }));
  }
  for (const request of new Set(seen.requests)) {
    if (!/^https?:/.test(request) || new URL(request).origin === site.origin) continue;
    findings.push(
      finding(page, 'other-host', {
        look,
        element: request,
        what: 'the page asks another host, which then knows who reads it',
        help: 'serve the file from the hub itself',
      }),
    );
  }
  return findings;
}
