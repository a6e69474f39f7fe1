// Reads a `_headers` file: a path pattern on a line of its own, then indented `Name: value` lines.

/** Returns `[{ pattern, headers: [[name, value]] }]`; throws with the line number on a line that is neither. */
export function parseHeaders(text) {
  const rules = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return;
    if (/^\S/.test(line)) {
      rules.push({ pattern: toPattern(line.trim()), headers: [] });
      return;
    }
    const [, name, value] = /^\s+([A-Za-z0-9-]+):\s*(.*)$/.exec(line) ?? [];
    if (!name || rules.length === 0) {
      throw new Error(`_headers:${index + 1}: expected an indented "Name: value" below a path, found: ${line.trim()}`);
    }
    rules.at(-1).headers.push([name.toLowerCase(), value.trim()]);
  });
  return rules;
}

/** The headers of every rule that matches one of `paths`; a name given twice is joined by a comma. */
export function headersFor(rules, paths) {
  const found = {};
  for (const { pattern, headers } of rules) {
    if (!paths.some((path) => pattern.test(path))) continue;
    for (const [name, value] of headers) found[name] = found[name] ? `${found[name]}, ${value}` : value;
  }
  return found;
}

/** `*` stands for anything, `:name` for one part of the path. */
function toPattern(path) {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/:[A-Za-z]\w*/g, '[^/]+');
  return new RegExp(`^${source}$`);
}
