// Fills in the pages of a draft by reading what they ask: a form may change, and the test goes on.

/** The questions of the page, in its order. */
export function readQuestions() {
  const words = (element) => (element?.innerText ?? '').trim().replace(/\s+/g, ' ');
  return [...document.querySelectorAll('#page--form .field')].flatMap((field) => {
    const own = [...field.querySelectorAll('input, select, textarea')].filter((box) => box.closest('.field') === field && !box.closest('.not-known'));
    const [box] = own;
    if (!box) return [];
    const part = (name) => /^(.*)-(day|month|year|line_1|line_2|town|postcode)$/.exec(name);
    const kind = box.type === 'radio' ? 'radios'
      : box.type === 'checkbox' ? (field.querySelector('fieldset') ? 'checkboxes' : 'declaration')
      : part(box.name) ? (own.length === 3 ? 'date' : own.length === 2 ? 'month' : 'address')
      : box.localName === 'input' ? box.type : box.localName === 'select' ? 'select' : 'textarea';
    const opener = field.closest('[data-opened-by]')?.dataset.openedBy;
    return {
      name: part(box.name)?.[1] ?? box.name,
      kind,
      label: words(field.querySelector('.label, label')),
      hint: words(field.querySelector('.hint')),
      isOptional: /\(optional\)/.test(words(field.querySelector('.label, label'))),
      isMoneyOrPercent: field.querySelector('.affix') !== null,
      isNumber: box.inputMode === 'decimal',
      options: kind === 'select'
        ? [...box.options].filter(({ value }) => value).map(({ value, text }) => ({ value, text }))
        : own.filter(({ type }) => type === 'radio' || type === 'checkbox').map((option) => ({ id: option.id, value: option.value, text: words(option.labels[0]) })),
      opener: opener ?? '',
      isAnswered: own.some((box) => (/^(radio|checkbox)$/.test(box.type) ? box.checked : box.value !== '')),
      error: words(field.querySelector('.field-error')),
    };
  });
}

const pad = (number) => String(number);

/** A day so many days from today. */
export function dayFromToday(days) {
  const day = new Date(Date.now() + days * 86_400_000);
  return { day: pad(day.getDate()), month: pad(day.getMonth() + 1), year: pad(day.getFullYear()) };
}

/**
 * Answers by the kind of question. `given` holds answers by the name of the question: a text, the value of an option, a list of
 * them, a day of `dayFromToday`, `{ notKnown: 'why' }`, or null to leave it. Optional questions are left, unless they are given.
 */
export class Answers {
  #count = 0;

  constructor(given = {}) {
    this.given = { ...given };
    /** Whether a question is answered too that says “Answer this only if it fits”. */
    this.insist = false;
    /** Every text that was typed. */
    this.typed = [];
  }

  of(question, chosen) {
    const { name, kind, options, opener, hint, error } = question;
    if (opener && !chosen.ids.has(opener)) return null;
    if (Object.hasOwn(this.given, name)) return this.#keep(this.given[name], kind);
    if (question.isOptional || (question.isAnswered && !error)) return null;
    const only = /^Answer this if you chose: (.+?)\.( |$)/.exec(hint);
    if (only && !only[1].split('; ').some((text) => chosen.texts.has(text))) return null;
    if (/^Answer this only if/.test(hint) && !this.insist) return null;
    switch (kind) {
      case 'radios': return (options.find(({ value }) => value === 'no') ?? options[0]).value;
      case 'checkboxes': return [options[0].value];
      case 'select': return options[0].value;
      case 'declaration': return true;
      case 'date': return dayFromToday(/future/.test(error) ? 60 : -60);
      case 'month': return dayFromToday(-400);
      case 'address': return { line_1: this.#text(), town: this.#text(), postcode: 'NN1 1ED' };
      case 'email': return this.#keep(`canary${(this.#count += 1)}@heron-school.example`, kind);
      case 'tel': return '01632 960 777';
      default:
        if (question.isMoneyOrPercent || question.isNumber) return '12';
        if (/postcode/i.test(question.label)) return 'NN1 1ED';
        return this.#text();
    }
  }

  #text() {
    return this.#keep(`Canary heron ${(this.#count += 1)}`, 'text');
  }

  #keep(answer, kind) {
    if (typeof answer === 'string' && /^(text|textarea|email)$/.test(kind) && answer.length > 6) this.typed.push(answer);
    return answer;
  }
}

/**
 * Answers every question of the page as Tab comes to it, and presses the button that goes on. `button` picks another one by its words.
 * Resolves with the page that follows.
 */
export async function fillPage(person, answers, button = /^Save( and continue|, and delete these answers)?$/) {
  const questions = new Map((await person.tab.evaluate(readQuestions)).map((question) => [question.name, question]));
  const chosen = { ids: new Set(), texts: new Set() };
  const planned = new Map();
  await person.toMain();
  // A link from the page of all answers leads to the box itself: it has the focus already.
  let at = await person.now();
  if (!questions.has(at?.name)) at = await person.next();
  for (; at; at = await person.next()) {
    if (at.type === 'submit' && button.test(at.text)) return person.enter();
    const notKnown = /^(.*)-(not_known|reason)/.exec(at.name);
    const name = questions.has(at.name) ? at.name : at.name.replace(/-(day|month|year|line_1|line_2|town|postcode)$/, '');
    const question = questions.get(name);
    if (!question) {
      const answer = notKnown && planned.get(notKnown[1]);
      if (answer?.notKnown && at.type === 'checkbox') await person.tick();
      else if (answer?.notKnown && at.type === 'text') await person.type(answer.notKnown);
      continue;
    }
    if (!planned.has(name)) {
      const answer = answers.of(question, chosen);
      planned.set(name, answer);
      const values = [answer].flat();
      for (const option of question.options.filter(({ value }) => values.includes(value))) {
        chosen.ids.add(option.id ?? '');
        chosen.texts.add(option.text);
      }
    }
    const answer = planned.get(name);
    if (answer === null || answer.notKnown) continue;
    switch (question.kind) {
      case 'radios': await person.choose(answer); break;
      case 'checkboxes': await person.tick(answer.includes(at.value)); break;
      case 'declaration': await person.tick(); break;
      case 'select': await person.pick(answer); break;
      case 'date': case 'month': case 'address': await person.type(answer[at.name.slice(name.length + 1)] ?? ''); break;
      default: await person.type(answer);
    }
  }
  throw new Error(`no button ${button} on ${new URL(person.tab.url()).pathname}`);
}

/** The same, much quicker: the answers are put into the boxes at once, as a browser does that remembers them. */
export async function fillQuickly(person, answers, button = /^Save( and continue|, and delete these answers)?$/) {
  const { tab } = person;
  const chosen = { ids: new Set(), texts: new Set() };
  const typed = {};
  const ticked = [];
  for (const question of await tab.evaluate(readQuestions)) {
    const { name, kind } = question;
    const answer = answers.of(question, chosen);
    if (answer === null) continue;
    for (const option of question.options.filter(({ value }) => [answer].flat().includes(value))) {
      chosen.ids.add(option.id ?? '');
      chosen.texts.add(option.text);
    }
    if (answer.notKnown) {
      ticked.push([`${name}-not_known`, 'yes']);
      typed[`${name}-reason`] = answer.notKnown;
    } else if (/^(radios|checkboxes)$/.test(kind)) ticked.push(...[answer].flat().map((value) => [name, value]));
    else if (kind === 'declaration') ticked.push([name, 'yes']);
    else if (/^(date|month|address)$/.test(kind)) for (const [part, text] of Object.entries(answer)) typed[`${name}-${part}`] = text;
    else typed[name] = answer;
  }
  await tab.evaluate(({ typed, ticked }) => {
    const form = document.querySelector('#page--form');
    for (const box of form.querySelectorAll('input, select, textarea')) {
      if (/^(radio|checkbox)$/.test(box.type)) box.checked = ticked.some(([name, value]) => box.name === name && box.value === value) || box.checked;
      else if (Object.hasOwn(typed, box.name)) box.value = typed[box.name];
    }
  }, { typed, ticked });
  return person.leads(() => tab.locator('#page--form button').filter({ hasText: button }).first().click());
}
