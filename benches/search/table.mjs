// What was measured, as tables in Markdown.

/** What a first search costs, and how long the index takes beside ours. */
export function costTable(rows) {
  return table(
    ['pages', 'search', 'first search, mean', 'the costliest', 'files', 'index built in', 'beside ours'],
    rows.map(({ size, engine, bytes, most, requests, seconds }) => {
      const ours = rows.find((row) => row.size === size);
      return [count(size), named(engine), kilobytes(bytes), kilobytes(most), requests.toFixed(1), `${seconds.toFixed(2)} s`, `× ${(seconds / ours.seconds).toFixed(1)}`];
    }),
  );
}

/** What is found. */
export function findTable(rows) {
  return table(
    ['pages', 'search', 'right page first', 'in the first five', 'typos found'],
    rows.map(({ size, engine, first, five, asked, typos, mistyped }) => [count(size), named(engine), `${first} of ${asked}`, `${five} of ${asked}`, `${typos} of ${mistyped}`]),
  );
}

/** How long a slow phone takes. */
export function phoneTable(waits) {
  return table(
    ['search', 'page read', 'first result', 'the next time', 'typed on the open page'],
    waits.map(({ engine, page, new: first, again, typed }) => [
      named(engine),
      ...[page, first, again, typed].map((seconds) => (seconds === undefined ? '' : `${seconds.toFixed(1)} s`)),
    ]),
  );
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const named = ({ name, version }) => `${name} ${version}`;
const count = (number) => number.toLocaleString('en-GB');
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} KB`;
