// Conveniences. Nothing on the site needs this script.

// A print button: on a phone, printing hides deep in a menu.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A table that fits needs no scrolling, so its box needs no stop for the Tab key.
const boxes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const box of document.querySelectorAll(".table-scroll")) boxes.observe(box);

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
