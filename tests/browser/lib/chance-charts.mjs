// Flowcharts of chance, as authors write them: the same every time.

const SHAPES = [
  ['[', ']'], ['(', ')'], ['([', '])'], ['[[', ']]'], ['[(', ')]'], ['((', '))'], ['(((', ')))'],
  ['>', ']'], ['{', '}'], ['{{', '}}'], ['[/', '/]'], ['[\\', '\\]'], ['[/', '\\]'], ['[\\', '/]'],
];
const WORDS = [
  'teacher', 'PEP', 'the', 'meeting', 'social worker', 'Virtual School', 'agrees', 'within', '10 days', 'child’s', 'views',
  'accommodation', 'is', 'a', '£1,200', 'WWWWW', 'MMMMM', 'Łódź', 'ÉCOLE', '– and –', 'iiiii', '100%', 'unaccompaniedasylumseekingchildren',
  '学校', 'école', '@', '“quoted”', '½',
];
const ARROWS = ['-->', '-->', '-->', '---', '-.->', '==>', '<-->', '--x', '--o'];
const DIRECTIONS = ['TD', 'TD', 'TB', 'BT', 'LR', 'RL'];

/** Returns the text of a chart of up to `most` boxes, with its own loops, lanes and labels for each `seed`. */
export function chanceChart(seed, most = 32) {
  const below = chance(seed);
  const oneOf = (list) => list[below(list.length)];
  const words = (longest) => Array.from({ length: 1 + below(longest) }, () => oneOf(WORDS)).join(' ');
  const count = 2 + below(most - 1);
  const box = (at) => {
    const [open, close] = oneOf(SHAPES);
    const lines = below(6) ? words(12) : `${words(6)}<br>${words(6)}`;
    return `b${at}${open}"${lines}"${close}`;
  };
  const lanes = oneOf([0, 0, 1, 2, 4]);
  const lines = [`flowchart ${oneOf(DIRECTIONS)}`, `accTitle: Chart ${seed}`];
  for (let lane = 0; lane < lanes; lane += 1) {
    lines.push(`subgraph lane${lane} ["${words(4)}"]`);
    for (let at = lane; at < count; at += lanes) lines.push(box(at));
    lines.push('end');
  }
  if (!lanes) for (let at = 0; at < count; at += 1) lines.push(box(at));
  for (let at = 0; at < count + below(count); at += 1) {
    const from = at % count;
    const to = below(10) ? (from + 1 + below(4)) % count : below(count);
    lines.push(`b${from} ${oneOf(ARROWS)}${below(2) ? `|"${words(4)}"|` : ''} b${to}`);
  }
  return lines.join('\n');
}

/** Numbers that look like chance. */
function chance(seed) {
  let state = (seed * 2654435761) >>> 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % bound;
  };
}
