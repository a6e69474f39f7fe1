// Conveniences. Nothing on the site needs this script.

// A print button: on a phone, printing hides deep in a menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A table or a picture that fits needs no scrolling, so its box needs no stop for the Tab key.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".table-scroll, .chart-scroll")) boxes.observe(box);

// The picture of a flowchart that is wider than its box begins at its first step, which often stands in the middle.
for (const box of document.querySelectorAll(".chart-scroll")) {
  const first = box.querySelector(".chart-end, .chart-box, .chart-decision").getBoundingClientRect();
  box.scrollLeft = first.left + first.width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
}

// The box in the header: behind a `#` what was typed goes to the search and to no server.
for (const form of document.querySelectorAll(".site-search")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.assign(`${form.action}#${new URLSearchParams(new FormData(form))}`);
  });
}

// A question that an option opens is folded away until that option is chosen. What was typed in it stays.
for (const questions of document.querySelectorAll("[data-opened-by]")) {
  const option = document.getElementById(questions.dataset.openedBy);
  const fold = () => { questions.hidden = !option.checked; };
  option.form.addEventListener("change", fold);
  addEventListener("pageshow", fold); // a browser may put answers back after the page has loaded
  fold();
}

// How many characters are left, said after a pause, and only when few are left.
for (const box of document.querySelectorAll("[data-max-length]")) {
  const count = document.getElementById(`${box.id}-count`);
  const characters = (number) => `${number} character${number === 1 ? "" : "s"}`;
  let pause;
  const tell = () => {
    const left = box.dataset.maxLength - [...box.value].length;
    if (left < 0) count.textContent = `${characters(-left)} too many`;
    else count.textContent = left > box.dataset.maxLength / 4 ? "" : `${characters(left)} left`;
    count.classList.toggle("over", left < 0);
  };
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(tell, 500); });
}

// Leaving at once: the other page takes the place of this one, so that "back" does not lead here.
for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", (event) => { event.preventDefault(); location.replace(link.href); });
}

// Five minutes before a draft's session ends.
for (const bar of document.querySelectorAll("[data-idle-minutes]")) {
  const warning = bar.querySelector("[data-idle-warning]");
  setTimeout(() => { warning.hidden = false; }, (bar.dataset.idleMinutes - 5) * 60_000);
}

// Copying the code of a draft, or the text of the box that the button names.
for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(button.dataset.copy);
  const code = box ?? document.querySelector("[data-copy-text]");
  const status = (button.closest("[data-copy-box]") ?? document).querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box ? box.value : code.textContent.trim());
    status.textContent = "Copied";
  });
}

// A box to type in what is looked for. What fits has every word of it, in any order.
function findBox(words, type) {
  const label = document.createElement("label");
  label.className = "find-label";
  label.textContent = words;
  const box = document.createElement("input");
  box.className = "input";
  box.type = type;
  box.autocomplete = "off";
  label.append(box);
  const typed = () => box.value.toLowerCase().split(/\s+/).filter(Boolean);
  return { label, box, typed, fits: (text) => typed().every((word) => text.toLowerCase().includes(word)) };
}

// A very long list: typing shortens it. What is chosen stays chosen.
for (const select of document.querySelectorAll("[data-find]")) {
  const { label, box, fits } = findBox(select.dataset.find, "text");
  select.before(label);
  const options = [...select.options];
  box.addEventListener("input", () => {
    select.replaceChildren(...options.filter((option) => option.selected || !option.value || fits(option.text)));
  });
}

// The dates of one day: the box leads to its page. Without a script there is a list of months.
for (const form of document.querySelectorAll("[data-due]")) {
  const box = form.querySelector("input");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = box.value;
    if (day && day >= form.dataset.dueFrom && day <= form.dataset.dueTo) {
      location.assign(`${form.dataset.due}${day}/`);
    } else {
      const wrong = day ? "We have no dates for that day." : "Choose the day on which care began.";
      const days = document.getElementById("page--due-hint").textContent;
      form.querySelector("[data-due-told]").textContent = `${wrong} ${days} will do.`;
    }
  });
}

// A long list: typing shows only what fits, and says how much that is.
for (const list of document.querySelectorAll("[data-filter]")) {
  const { label, box, typed, fits } = findBox(list.dataset.filter, "search");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  list.prepend(label, status);
  const items = [...list.querySelectorAll("[data-filter-item]")];
  const letters = list.querySelector("nav");
  const filter = () => {
    const isAsked = typed().length > 0;
    for (const item of items) item.hidden = !fits(item.textContent);
    for (const group of list.querySelectorAll("[data-filter-group]")) group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
    if (letters) letters.hidden = isAsked;
    const left = items.filter((item) => !item.hidden).length;
    if (!isAsked) status.textContent = "";
    else status.textContent = left ? `${left} of ${items.length} shown` : "Nothing fits. Try fewer letters.";
  };
  let pause;
  box.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(filter, 150); });
  addEventListener("pageshow", filter); // a browser may put back what was typed
}
