// The search: `src/search/mod.rs` says what is in the files, `query.rs` does the same, and a test holds the two together.

const WORD = /[\p{Alphabetic}\p{N}]+/gu;
const PAGE = 10;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const digit = (letter) => DIGITS.indexOf(letter);
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function wordsOf(text) {
  const plain = text.replace(/['’‘]/g, "").replace(/[\u00c0-\u017f]/g, (c) => c.normalize("NFD")[0]).toLowerCase();
  return (plain.match(WORD) ?? []).flatMap((word) => word.replace(/^[a-z]{3,}(?=\d)/, "$& ").split(" "));
}

function fileOf(starts, word) {
  let at = starts.length - 1;
  while (at > 0 && starts[at] > word) at -= 1;
  return at;
}

function groupOf(words, packed) {
  const [shared, ...rest] = words.split(" ");
  const group = { words: rest.length ? rest.map((end) => shared + (end === "." ? "" : end)) : [shared], cut: packed[0] === "*", foundIn: [] };
  for (let at = group.cut ? 1 : 0, next = 0; at < packed.length;) {
    let value = digit(packed[at++]);
    let distance = value & 31;
    for (let by = 5; value > 31; by += 5) distance += ((value = digit(packed[at++])) & 31) << by;
    const weight = digit(packed[at++]);
    group.foundIn.push([next + distance, weight * weight]);
    next += distance + 1;
  }
  const count = group.foundIn.length;
  group.common = group.cut ? 63 : Math.min(62, Math.floor(Math.sqrt(count)));
  return group;
}

function distanceOf(typed, word, most) {
  if (Math.abs(typed.length - word.length) > most) return most + 1;
  let before, last = [...Array(word.length + 1).keys()];
  for (let i = 0; i < typed.length; i += 1) {
    const row = [i + 1];
    for (let j = 0; j < word.length; j += 1) {
      let least = Math.min(last[j] + (typed[i] === word[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1);
      if (i && j && typed[i] === word[j - 1] && typed[i - 1] === word[j]) least = Math.min(least, before[j - 1] + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[word.length];
}

export async function openIndex(load) {
  const files = new Map();
  const file = (name, read = (value) => value) => {
    if (!files.has(name)) {
      const loading = load(`${name}.json`).then(read);
      loading.catch(() => files.delete(name));
      files.set(name, loading);
    }
    return files.get(name);
  };
  const start = await file("start");
  const stop = start.stop.split(" ");
  const names = start.names.map((of) => of.split("|").map((name) => name.split(" ")));
  const forms = new Map(start.forms.split("|").flatMap((of) => { const [stem, ...words] = of.split(" "); return words.map((word) => [word, stem]); }));
  const starts = { w: start.words.split(" "), e: start.ends.split(" ") };
  const classOf = (number) => { const code = start.class.charCodeAt(number); return start.classes[code - (code > 92 ? 36 : 35)]; };
  const stemOf = (word) => forms.get(word) ?? word;

  const fileOfWords = (number) => file(`w${number}`, (list) => {
    const groups = [];
    for (let at = 0; at < list.length; at += 2) groups.push(groupOf(list[at], list[at + 1]));
    return groups;
  });
  const groupsWith = (word) => fileOfWords(fileOf(starts.w, word));
  const withEndOf = (word) => file(`e${fileOf(starts.e, [...word].reverse().join(""))}`, (list) => {
    let before = [];
    return list.split(" ").filter(Boolean).map((item) => {
      const shared = digit(item[0]);
      before = [...item.slice(1, -1), ...(shared ? before.slice(-shared) : [])];
      return [before.join(""), digit(item.at(-1))];
    });
  });

  // Names of the glossary, the longest first, and single words.
  function slotsOf(words) {
    const stems = words.map(stemOf);
    const slots = [];
    for (let at = 0; at < words.length;) {
      let length = 0, slot;
      names.forEach((of, thing) => of.forEach((name) => {
        if (name.length > length && name.every((stem, i) => stems[at + i] === stem)) {
          length = name.length;
          slot = { word: `=${thing}`, names: of };
        }
      }));
      length ||= 1;
      slots.push({ ...(slot ?? { word: words[at] }), from: at, to: at + length });
      at += length;
    }
    return slots;
  }

  // With what each counts in sixteenths. An open word may go on.
  async function groupsOf(word, open) {
    const first = fileOf(starts.w, word);
    const last = Math.min(first + open, fileOf(starts.w, `${word}\uffff`));
    const lists = await Promise.all([...new Set([first, last])].map(fileOfWords));
    const has = (group) => group.words.includes(word);
    const exact = lists[0].find(has);
    const found = exact ? [[exact, 16]] : [];
    if (open && [...word].length >= (exact ? 3 : 2)) {
      const begins = new Map();
      for (const group of lists.flat()) {
        const begun = !has(group) && group.words.find((other) => other.startsWith(word) && !other.includes("+"));
        if (begun) begins.set(begun, group);
      }
      const order = ([a, one], [b, other]) => other.common - one.common || compare(a, b);
      for (const [, group] of [...begins].sort(order).slice(0, 12)) found.push([group, exact ? 5 : 12]);
    }
    return found;
  }

  // The word that was meant by one that stands nowhere.
  async function meant(word, open) {
    const typed = [...word];
    const most = typed.length < 5 ? 0 : typed.length < 9 ? 1 : 2;
    if (!most) {
      const same = (name) => [...name].sort().join("") === [...word].sort().join("") && distanceOf(typed, [...name], 1) <= 1;
      return names.flat().filter((name) => name.length === 1).flat().filter(same).sort(compare)[0];
    }
    const begin = (await groupsWith(word)).flatMap((group) => group.words.map((other) => [other, group.common]));
    const all = [...begin, ...await withEndOf(word), ...stop.map((other) => [other, 63])];
    const near = all.flatMap(([other, common]) => {
      const letters = [...other];
      const distance = distanceOf(typed, letters, most);
      return distance > most ? [] : [[distance, letters[0] === typed[0] ? 0 : 1, -common, other]];
    });
    const more = !open || near.length ? [] : begin.filter(([other]) => [-1, 0, 1].some((by) => {
      const letters = [...other];
      const length = typed.length + by;
      return letters.length > length && !other.includes("+") && distanceOf(typed, letters.slice(0, length), 1) <= 1;
    }));
    near.push(...more.map(([other, common]) => [0, 0, -common, other]));
    return near.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || compare(a[3], b[3]))[0]?.[3];
  }

  async function mended(typed, at, open) {
    const word = typed[at];
    const inName = slotsOf(typed).some((slot) => slot.names && slot.from <= at && at < slot.to);
    if (inName || stop.includes(word) || (await groupsOf(word, open)).length) return undefined;
    return meant(word, open);
  }

  async function matchesOf(word, open, marks) {
    const matches = { cut: false, scores: new Map() };
    for (const [group, counts] of await groupsOf(word, open)) {
      matches.cut ||= group.cut;
      group.words.forEach((other) => marks?.add(other));
      for (const [number, weight] of group.foundIn) {
        matches.scores.set(number, Math.max(matches.scores.get(number) ?? 0, Math.floor(weight * counts / 16)));
      }
    }
    return matches;
  }

  async function pairsOf(slots) {
    const firsts = await Promise.all(slots.map(async ({ word, names: of }) => of ? undefined : (await groupsWith(word)).find((group) => group.words.includes(word))?.words[0]));
    const pairs = firsts.slice(1).map((second, at) => firsts[at] !== undefined && second !== undefined && [`${firsts[at]}+${second}`, `${second}+${firsts[at]}`]);
    return Promise.all(pairs.filter(Boolean).flat().map((pair) => matchesOf(pair, false)));
  }

  async function ranked(words, open, audience, marks) {
    const all = slotsOf(words);
    const isStop = ({ word }) => stop.includes(word);
    const isLast = ({ to }) => to === words.length;
    const tells = all.some((slot) => !isStop(slot));
    const told = all.filter((slot) => !tells || !isStop(slot) || (slot.word === "a" && isLast(slot)));
    let slots = await Promise.all(told.map(async (slot) => ({
      hasDigit: !slot.names && /[0-9]/.test(slot.word),
      ...await matchesOf(slot.word, open && !slot.names && isLast(slot), marks.words),
    })));
    for (const { names: of } of told) if (of) marks.names.push(...of);
    const pairs = await pairsOf(told);
    if (slots.some(({ scores }) => scores.size)) slots = slots.filter(({ hasDigit, scores }) => !hasDigit || scores.size);
    const at = start.audiences.findIndex(([word]) => word === audience);
    const bit = at < 0 ? 0 : 1 << at;
    const isFor = (number) => { const readers = classOf(number)[1]; return !audience || !readers || (readers & bit) !== 0; };
    const numbers = [...new Set(slots.flatMap(({ scores }) => [...scores.keys()]))].filter(isFor);
    const scored = numbers.map((number) => {
      const sum = (lists) => lists.reduce((all, { scores }) => all + (scores.get(number) ?? 0), 0);
      const has = slots.filter(({ cut, scores }) => cut || scores.has(number)).length;
      return { number, score: sum(slots) + sum(pairs), has };
    });
    const count = slots.length;
    const some = !scored.some(({ has }) => has === count);
    const hits = scored.filter(({ has }) => some || has >= (count > 2 ? count - 1 : count));
    for (const hit of hits) hit.score = Math.floor(Math.floor(hit.score * hit.has / count) * hit.has / count);
    hits.sort((a, b) => b.score - a.score || a.number - b.number);
    return { hits, some: some && hits.length > 0 };
  }

  async function entry({ number, score }) {
    const rows = start.per_d ? await file(`d${Math.floor(number / start.per_d)}`) : start.entries;
    const [address, title, note, summary] = rows[start.per_d ? number % start.per_d : number];
    const kind = [start.kinds[classOf(number)[0]], note].filter(Boolean).join(", ");
    return { number, score, url: start.base + address, title, summary, kind };
  }

  return {
    audiences: start.audiences,

    async search(query, { asTyped = false, audience = "" } = {}) {
      const typed = wordsOf(query).slice(0, 12);
      let open = !/\s$/.test(query);
      const found = await Promise.all(typed.map((_, at) => !asTyped && mended(typed, at, open && at + 1 === typed.length)));
      if (found.at(-1)) open = false;
      const asked = typed.flatMap((word, at) => (found[at] || word).split("+"));
      const marks = { words: new Set(), names: [] };
      const { hits, some } = await ranked(asked, open, audience, marks);
      const first = await Promise.all(hits.slice(0, PAGE).map(entry));
      const best = first[0]?.score;
      const isWhole = ({ title }) => wordsOf(title).join(" ") === asked.join(" ");
      const whole = first.filter(isWhole);
      whole.forEach((hit, at) => { hit.score = best + whole.length - at; });
      first.sort((a, b) => isWhole(b) - isWhole(a));
      const instead = asked.join(" ") === typed.join(" ") ? "" : asked.join(" ");
      return { instead, some, count: hits.length, first, more: (from, to) => Promise.all(hits.slice(from, to).map(entry)), marks };
    },

    textOf: async (number) => (await file(`t${Math.floor(number / start.per_t)}`))[number % start.per_t],

    // Each, and if it was found.
    stretches(text, { words, names: of }) {
      const parts = [];
      const tokens = [...text.matchAll(/[\p{Alphabetic}\p{N}'’‘]+/gu)].map((match) => ({ from: match.index, to: match.index + match[0].length, words: wordsOf(match[0]) }));
      const stems = tokens.map((token) => token.words.map(stemOf).join(" "));
      tokens.forEach((token, at) => {
        token.marked ||= token.words.some((word) => words.has(word));
        of.filter((name) => name.every((stem, i) => stems[at + i] === stem)).forEach((name) => name.forEach((_, i) => { tokens[at + i].marked = true; }));
      });
      let end = 0;
      for (const { from, to } of tokens.filter((token) => token.marked)) {
        parts.push([text.slice(end, from), false], [text.slice(from, to), true]);
        end = to;
      }
      return [...parts, [text.slice(end), false]].filter(([part]) => part);
    },
  };
}

// The page.
const page = globalThis.document?.querySelector("[data-search]");
if (page) {
  const form = page.querySelector("form");
  const part = (name) => page.querySelector(`[data-search-${name}]`);
  const [results, list, told, note, more, all, failed] = ["results", "list", "told", "note", "more", "all", "failed"].map(part);
  const { q: box, for: readers } = form.elements;
  const folder = page.dataset.search;
  let asTyped = false;
  let index, turn = 0, pause;

  const load = async (name) => {
    const answer = await fetch(folder + name);
    if (!answer.ok) throw new Error(name);
    return answer.json();
  };
  const element = (name, ...inside) => {
    const made = document.createElement(name);
    made.append(...inside);
    return made;
  };
  const marked = (text, marks) => index.stretches(text, marks).map(([part, isMarked]) => (isMarked ? element("mark", part) : part));

  function around(text, marks) {
    for (const line of text.split("\n")) {
      const parts = index.stretches(line, marks);
      const at = parts.findIndex(([, isMarked]) => isMarked);
      if (at < 0) continue;
      const place = parts.slice(0, at).map(([part]) => part).join("").length;
      let from = line.lastIndexOf(". ", place) + 1;
      if (place - from > 80) from = line.indexOf(" ", place - 80);
      const end = line.length - from > 200 ? line.lastIndexOf(" ", from + 200) : line.length;
      return `${from > 0 ? "… " : ""}${line.slice(from, end).trim()}${end < line.length ? " …" : ""}`;
    }
    return "";
  }

  function item(hit, marks) {
    const link = element("a", ...marked(hit.title, marks));
    link.href = hit.url;
    const made = element("li", link);
    if (hit.kind) {
      const kind = element("span", hit.kind);
      kind.className = "quiet";
      made.append(" ", kind);
    }
    const text = element("p", ...marked(hit.summary, marks));
    made.append(text);
    if (!made.querySelector("mark")) {
      index.textOf(hit.number).then((whole) => {
        const words = around(whole, marks);
        if (words) text.replaceChildren(...marked(words, marks));
      }, () => {});
    }
    return made;
  }

  function remember(how) {
    const query = new URLSearchParams();
    if (box.value.trim()) query.set("q", box.value);
    if (readers.value) query.set("for", readers.value);
    if (asTyped) query.set("exact", "1");
    const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
    if (address !== location.pathname + location.search) history[how](null, "", address);
  }

  function tellOf(found, query) {
    note.replaceChildren();
    if (found.instead) {
      const button = element("button", `Search instead for ${query.trim()}`);
      button.type = "button";
      button.className = "link-button";
      button.addEventListener("click", () => { asTyped = true; remember("pushState"); show().then(() => results.focus()); });
      note.append("Showing results for ", element("strong", found.instead), ". ", button);
    }
    if (found.some) note.append(element("p", "No page has all of these words. These have some of them."));
    if (!found.count) note.append(element("p", "Try other or fewer words. Or look in the A to Z below."));
    told.textContent = found.count === 1 ? "1 result" : `${found.count || "No"} results`;
  }

  async function show() {
    const query = box.value;
    const mine = ++turn;
    const asks = query.trim() !== "";
    failed.hidden = true;
    if (!asks) { results.hidden = true; list.hidden = false; told.textContent = ""; return; }
    try {
      index ??= await openIndex(load);
      const found = await index.search(query, { asTyped, audience: readers.value });
      if (mine !== turn) return;
      tellOf(found, query);
      all.replaceChildren(...found.first.map((hit) => item(hit, found.marks)));
      results.hidden = false;
      list.hidden = found.count > 0;
      let shown = found.first.length;
      more.hidden = shown >= found.count;
      more.onclick = async () => {
        const hits = await found.more(shown, shown + PAGE);
        const items = hits.map((hit) => item(hit, found.marks));
        all.append(...items);
        shown += hits.length;
        more.hidden = shown >= found.count;
        items[0]?.querySelector("a").focus();
      };
    } catch {
      if (mine !== turn) return;
      results.hidden = true;
      list.hidden = failed.hidden = false;
      told.textContent = "";
    }
  }

  function recall() {
    const query = new URLSearchParams(location.search || location.hash.slice(1));
    box.value = query.get("q") ?? "";
    readers.value = query.get("for") ?? "";
    asTyped = query.has("exact");
    return show();
  }

  box.addEventListener("input", () => {
    asTyped = false;
    clearTimeout(pause);
    pause = setTimeout(() => { remember("replaceState"); show(); }, 150);
  });
  readers.addEventListener("change", () => { remember("replaceState"); show(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    remember("pushState");
    show().then(() => { if (!results.hidden) results.focus(); });
  });
  addEventListener("popstate", recall);
  readers.closest("[hidden]")?.removeAttribute("hidden");
  recall();
  remember("replaceState");
}
