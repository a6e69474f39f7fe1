// Every link that stays on the hub answers 200 without a detour, and its anchor is on that page.

import { finding } from '../lib/finding.mjs';
import { describeTag, readTags } from '../lib/tags.mjs';

const LINKING = { a: 'href', area: 'href', link: 'href', img: 'src', script: 'src', source: 'src', iframe: 'src', object: 'data', form: 'action' };

export async function checkLinks(site, pages) {
  const answers = new Map();
  const findings = [];
  for (const page of pages) {
    answers.set(page.url, { status: 200, ids: idsOf(page.html) });
    for (const tag of readTags(page.html)) {
      const target = tag.attributes[LINKING[tag.name]];
      if (target === undefined) continue;
      const wrong = await problemOf(site, page, target, answers);
      if (wrong) findings.push(finding(page, wrong.rule, { element: describeTag(tag), ...wrong }));
    }
  }
  return findings;
}

async function problemOf(site, page, target, answers) {
  const url = parse(target, page.url);
  if (!url) return { rule: 'link-broken', what: `"${target}" is no address`, help: 'write a path or a whole address' };
  if (url.protocol === 'mailto:') {
    return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(decodeURIComponent(url.pathname))
      ? undefined
      : { rule: 'link-broken', what: `"${url.pathname}" is no mail address`, help: 'write mailto:name@place' };
  }
  if (url.protocol === 'tel:') {
    return /^\+?[\d-]{3,}$/.test(url.pathname) ? undefined : { rule: 'link-broken', what: `"${url.pathname}" is no phone number`, help: 'write tel: and digits only' };
  }
  if (!/^https?:$/.test(url.protocol)) return { rule: 'link-broken', what: `"${url.protocol}" leads nowhere`, help: 'link with https:' };
  if (url.origin !== site.origin) return undefined;
  if (!url.pathname.startsWith(site.base)) {
    return { rule: 'link-leaves-hub', what: `${url.pathname} is outside ${site.base}`, help: 'put the path of base_url in front' };
  }
  return answerProblem(url, await ask(url, answers));
}

function answerProblem(url, { status, location, ids }) {
  if (status >= 300 && status < 400) {
    return { rule: 'link-detour', what: `${url.pathname} is sent on to ${location}`, help: 'link to that address at once' };
  }
  if (status !== 200) return { rule: 'link-broken', what: `${url.pathname} answers ${status}`, help: 'mend the path, or write the page' };
  const id = decodeURIComponent(url.hash.slice(1));
  if (id && ids && !ids.has(id)) return { rule: 'link-no-anchor', what: `${url.pathname} has nothing with the id "${id}"`, help: 'mend the anchor' };
  return undefined;
}

/** Asks each address once. */
async function ask(url, answers) {
  const address = url.origin + url.pathname;
  if (!answers.has(address)) {
    const response = await fetch(address, { redirect: 'manual' });
    const isHtml = response.headers.get('content-type')?.startsWith('text/html');
    const body = await response.text();
    answers.set(address, {
      status: response.status,
      location: response.headers.get('location'),
      ids: isHtml && idsOf(body),
    });
  }
  return answers.get(address);
}

const idsOf = (html) => new Set(readTags(html).map(({ attributes }) => attributes.id).filter(Boolean));

function parse(target, base) {
  try {
    return new URL(target, base);
  } catch {
    return undefined;
  }
}
