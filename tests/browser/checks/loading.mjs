// A page loads without an error, without breaking its own policy, and without asking any other host.

import { finding } from '../lib/finding.mjs';

/** `visited` is what `visit` returned; ask after everything else was done with the page. */
export function checkLoading(site, page, visited, look = '') {
  const { status, policy, seen } = visited;
  const findings = [];
  if (status !== page.status) {
    findings.push(finding(page, 'status', { look, element: page.url, what: `it answers ${status}, not ${page.status}`, help: 'mend the address, or what answers at it' }));
  }
  if (!policy) {
    findings.push(
      finding(page, 'no-policy', {
        look,
        element: 'head',
        what: 'no content security policy says what the page may load',
        help: 'send the header, or write <meta http-equiv="Content-Security-Policy"> as base.html does',
      }),
    );
  }
  for (const { directive, blocked, line, element } of seen.refused) {
    findings.push(
      finding(page, 'policy', {
        look,
        element: [element, line && `line ${line}`].filter(Boolean).join(', ') || page.url,
        what: `the content security policy refused this (${directive}: ${blocked || 'inline'})`,
        help: 'move inline style and script to the theme\'s style.css and site.js; load nothing from elsewhere',
      }),
    );
  }
  for (const { text, url } of seen.messages) {
    if (seen.refused.length > 0 && /Content Security Policy/.test(text)) continue;
    if (url === page.url && text.includes(`status of ${page.status} `)) continue;
    findings.push(finding(page, 'console-error', { look, element: url || page.url, what: text, help: 'mend what the console reports' }));
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
