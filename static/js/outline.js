// The tree of an indicator version: show down to a level, fold single branches, filter by code or word.
// Without this module everything is shown. One function decides what is visible from the whole state.

const outline = document.querySelector("[data-outline]");
const rows = [...outline.querySelectorAll("tbody > tr")];
const indicators = new Map(rows.filter((row) => row.dataset.code).map((row) => [row.dataset.code, row]));
const count = outline.querySelector("[data-count]");
const filter = outline.querySelector("[data-filter]");
const state = { level: "all", folded: new Set(), words: [] };

function above(row) {
  const codes = [];
  for (let code = row.dataset.parent; code; code = indicators.get(code).dataset.parent) codes.push(code);
  return codes;
}

const path = new Map(rows.map((row) => [row, above(row)]));
const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

// To show down to a level is to fold every indicator of that level and below.
function showLevel(level) {
  state.level = level;
  const deep = (row) => level !== "all" && Number(row.dataset.depth) >= Number(level);
  state.folded = new Set([...indicators].filter(([, row]) => deep(row)).map(([code]) => code));
}

// A row that holds all words is shown with what stands above it, and a found indicator with its criteria.
function found() {
  const shown = new Set();
  for (const row of rows) {
    const hit = state.words.every((word) => text.get(row).includes(word));
    const belongs = row.dataset.depth === "criteria" && shown.has(indicators.get(row.dataset.parent));
    if (!hit && !belongs) continue;
    shown.add(row);
    for (const code of path.get(row)) shown.add(indicators.get(code));
  }
  return shown;
}

function render() {
  const hits = state.words.length ? found() : null;
  let indicatorsShown = 0;
  for (const row of rows) {
    const folded = path.get(row).some((code) => state.folded.has(code));
    const visible = hits ? hits.has(row) : !folded;
    row.hidden = !visible;
    if (visible && row.dataset.code) indicatorsShown += 1;
  }
  for (const [code, row] of indicators) {
    row.querySelector("[data-toggle]")?.setAttribute("aria-expanded", String(!state.folded.has(code)));
  }
  for (const button of outline.querySelectorAll("[data-level]")) {
    button.setAttribute("aria-pressed", String(button.dataset.level === state.level));
  }
  count.hidden = !hits;
  count.textContent = hits ? count.dataset.words.replace("#", indicatorsShown) : "";
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const row = target?.closest("[data-outline] tbody > tr");
  if (!row?.hidden) return;
  state.words = [];
  filter.value = "";
  for (const code of path.get(row)) state.folded.delete(code);
  render();
  target.scrollIntoView();
}

outline.addEventListener("click", (event) => {
  const level = event.target.closest("[data-level]");
  if (level) showLevel(level.dataset.level);
  const toggle = event.target.closest("[data-toggle]");
  if (toggle) {
    const { code } = toggle.closest("tr").dataset;
    state.level = "";
    if (!state.folded.delete(code)) state.folded.add(code);
  }
  if (level || toggle) render();
});

filter.addEventListener("input", () => {
  state.words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  render();
});

window.addEventListener("hashchange", reveal);
for (const part of outline.querySelectorAll(".ind-levels, .ind-filter, [data-toggle]")) part.hidden = false;
render();
reveal();
