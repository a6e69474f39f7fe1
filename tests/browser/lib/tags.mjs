// Reads the start tags of an HTML text: enough to find links, ids and inline code without a browser.

const TAG = /<!--[\s\S]*?-->|<([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
const RAW_TEXT = new Set(['script', 'style', 'textarea', 'title']);

/** Returns `[{ name, attributes, line, content }]`; `content` is set for the elements that hold raw text. */
export function readTags(html) {
  const tags = [];
  TAG.lastIndex = 0;
  let line = 1;
  let counted = 0;
  for (let match = TAG.exec(html); match; match = TAG.exec(html)) {
    line += newlines(html, counted, match.index);
    counted = match.index;
    if (!match[1]) continue;
    const tag = { name: match[1].toLowerCase(), attributes: readAttributes(match[2]), line };
    if (RAW_TEXT.has(tag.name)) {
      const end = html.slice(TAG.lastIndex).search(new RegExp(`</${tag.name}[\\s>/]`, 'i'));
      const stop = end < 0 ? html.length : TAG.lastIndex + end;
      tag.content = html.slice(TAG.lastIndex, stop);
      TAG.lastIndex = stop;
    }
    tags.push(tag);
  }
  return tags;
}

/** A tag as a reader of the source would look for it: `<a href="/peps/"> on line 12`. */
export function describeTag({ name, attributes, line }) {
  const shown = Object.entries(attributes).slice(0, 3).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${shown.join('')}> on line ${line}`;
}

function readAttributes(text) {
  const attributes = {};
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) {
    attributes[name.toLowerCase()] ??= decode(double ?? single ?? bare ?? '');
  }
  return attributes;
}

function newlines(text, from, to) {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) =>
    name ? NAMED[name.toLowerCase()] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
  );
}
