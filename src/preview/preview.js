// Loads the page again when the site changed, and lays mistakes over it until they are mended.
// The preview adds this script; it is no part of the finished site.

const version = document.currentScript.dataset.version;
const id = "fingerpost-problems";

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = "/_preview/preview.css";
document.head.append(style);

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(problems) {
  document.getElementById(id)?.remove();
  if (problems.length === 0) return;
  const box = document.createElement("div");
  box.id = id;
  box.setAttribute("role", "alert");
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  box.append(element("h2", `${count}. This page goes away when it is mended.`));
  for (const problem of problems) {
    const text = element("pre", problem.text);
    text.dataset.name = problem.name;
    box.append(text);
  }
  document.body.append(box);
}

new EventSource("/_preview/events").addEventListener("message", (event) => {
  const news = JSON.parse(event.data);
  if (news.version !== version) location.reload();
  else show(news.problems);
});
