// What the policy would refuse, found in the text already: inline script, inline style, files of another host.

import { finding } from '../lib/finding.mjs';
import { describeTag, readTags } from '../lib/tags.mjs';

const LOADING = { img: 'src', script: 'src', source: 'src', iframe: 'src', object: 'data', audio: 'src', video: 'src', embed: 'src' };
const LOADING_LINKS = /\b(stylesheet|icon|preload|modulepreload|prefetch|preconnect|dns-prefetch|manifest)\b/;

export function checkMarkup(site, page) {
  return readTags(page.html).flatMap((tag) => {
    const wrong = [inlineCode(tag), otherHost(site, page, tag)].filter(Boolean);
    return wrong.map((found) => finding(page, found.rule, { element: describeTag(tag), ...found }));
  });
}

function inlineCode({ name, attributes, content }) {
  const isData = /json/.test(attributes.type ?? '');
  const handler = Object.keys(attributes).find((key) => /^on[a-z]+$/.test(key));
  if (name === 'script' && !attributes.src && !isData && content?.trim()) {
    return { rule: 'inline-script', what: 'a script stands in the page', help: 'move it to the theme\'s site.js' };
  }
  if (handler) return { rule: 'inline-script', what: `${handler}="…" is a script in the page`, help: 'listen in the theme\'s site.js' };
  if (/^\s*javascript:/i.test(attributes.href ?? '')) {
    return { rule: 'inline-script', what: 'the link is a script', help: 'use a button, and listen in the theme\'s site.js' };
  }
  if (name === 'style' || attributes.style !== undefined) {
    return { rule: 'inline-style', what: 'style stands in the page', help: 'move it to the theme\'s style.css, and use a class' };
  }
  return undefined;
}

function otherHost(site, page, { name, attributes }) {
  const loads = name === 'link' ? LOADING_LINKS.test(attributes.rel ?? '') && attributes.href : attributes[LOADING[name]];
  if (!loads) return undefined;
  const { origin, protocol } = new URL(loads, page.url);
  if (origin === site.origin || protocol === 'data:') return undefined;
  return { rule: 'other-host', what: `it is loaded from ${origin}`, help: 'serve the file from the hub itself' };
}
