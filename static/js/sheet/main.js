// The score sheet. What everything is for: docs/score-sheet.md.
import { ask } from "./api.js";
import { Book } from "./book.js";
import { Commands } from "./commands.js";
import { Desk } from "./desk.js";
import { Keys } from "./keys.js";
import { KeyList } from "./keylist.js";
import { Page } from "./page.js";
import { Search } from "./search.js";
import { say } from "./words.js";

const root = document.getElementById("sheet");
const { api: path, submission, next: nextSheet } = root.dataset;
const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const book = new Book(sheet, path);
const desk = new Desk(root, book.cells);
const page = new Page(root, sheet, book, desk.saving, { path, nextSheet });
const keys = new Keys();
const keyList = new KeyList(document.getElementById("sheet-keys"), keys);
new Commands(page, keys, { keyList, submit });
new Search(root.querySelector('[data-part="search"]'), JSON.parse(document.getElementById("sheet-search").textContent), book, page);

async function submit() {
  if (!sheet.editable) return;
  if (!(await desk.settled())) {
    page.notices.add("attention", "alert-triangle", say("submit_waits"));
    return;
  }
  const answer = await ask("POST", submission);
  if (answer.kind === "ok") window.location.reload();
  else if (answer.data?.gaps) page.gaps(answer.detail, answer.data.gaps);
  else page.notices.trouble(answer);
}

function follow() {
  const cell = book.places.get(decodeURIComponent(window.location.hash.slice(1)));
  if (cell && cell !== page.current) page.goTo(cell);
  return cell;
}

root.querySelector('[data-part="submit"]')?.addEventListener("click", submit);
root.querySelector('[data-part="help"]').addEventListener("click", () => keyList.open());
root.querySelector('[data-part="previous"]').addEventListener("click", () => page.step(-1));
root.querySelector('[data-part="next"]').addEventListener("click", () => page.step(1));
window.addEventListener("hashchange", follow);
// The tree stands beside the criteria where there is room, and folds where there is none.
const wide = window.matchMedia("(min-width: 900px)");
const fold = () => (root.querySelector(".sh-tree").open = wide.matches);
wide.addEventListener("change", fold);
fold();

page.showFigures();
await desk.start(page); // what an earlier tab left counts as filled in
if (book.order.length && !follow()) page.goTo(book.order.find((cell) => !cell.isFilled) ?? book.order[0]);
root.dataset.ready = "true";
