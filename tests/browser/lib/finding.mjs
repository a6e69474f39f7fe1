// A finding is one thing that is wrong on one page: what a check returns, and how a failed test shows it.

/**
 * Every check returns a list of these:
 *   page     the page's path                       rule   a short name for the mistake
 *   look     width and scheme, where it matters    element  which element, or which file
 *   what     what is wrong                         help   what to do about it
 * Only `look` may be left out: who mends a page must not have to ask where, or what to do.
 */
export function finding(page, rule, { look = '', element, what, help }) {
  for (const [name, said] of Object.entries({ element, what, help })) {
    if (!said) throw new Error(`the check that tells ${rule} does not say its ${name}`);
  }
  return { page: page.path ?? page, rule, look, element, what, help };
}

/** Fails with every finding written out; the same finding in several looks is told once. */
export function expectNone(findings) {
  if (findings.length === 0) return;
  const merged = merge(findings);
  fail(`${merged.length} to mend\n\n${merged.map(describe).join('\n\n')}\n`);
}

/** Fails with the words alone: where our own code stood helps nobody who mends a page. */
export function fail(message) {
  const error = new Error(message);
  error.stack = `${message}\n    at the places named above`;
  throw error;
}

export function describe({ page, rule, looks, look, element, what, help }) {
  const all = (looks ?? [look]).filter(Boolean);
  const seen = all.length > 3 ? `${all[0]}; and in ${all.length - 1} other looks` : all.join('; ');
  return [
    `  ${page}: ${rule}${seen ? ` (${seen})` : ''}`,
    `    where: ${element}`,
    `    what:  ${indent(what)}`,
    `    do:    ${indent(help)}`,
  ].join('\n');
}

function merge(findings) {
  const byKey = new Map();
  for (const found of findings) {
    const key = JSON.stringify([found.page, found.rule, found.element, found.what]);
    const known = byKey.get(key);
    if (!known) byKey.set(key, { ...found, looks: [found.look] });
    else if (!known.looks.includes(found.look)) known.looks.push(found.look);
  }
  return [...byKey.values()];
}

const indent = (text) => String(text).trim().replace(/\n\s*/g, '\n           ');
