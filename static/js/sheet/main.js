// The score sheet. What everything is for: docs/score-sheet.md.
import { ask } from "./api.js";
import { Book } from "./book.js";
import { Commands } from "./commands.js";
import { data, element } from "./dom.js";
import { Keys } from "./keys.js";
import { KeyList } from "./keylist.js";
import { Page } from "./page.js";
import { Queue } from "./queue.js";
import { Saving } from "./saving.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { say } from "./words.js";

const root = document.getElementById("sheet");
const { api: path, user, submission, next: nextSheet } = root.dataset;
const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const book = new Book(sheet);

const queue = new Queue(user, () => page.notice("veto", "alert-triangle", say("not_kept")));
const about = { user, sheet: sheet.id, entity: sheet.entity.name };
const saving = new Saving({ path, queue, cells: book.cells, about });
const page = new Page(root, sheet, book, saving, { path });
const status = new Status(root.querySelector('[data-part="status"]'), saving, root.dataset.signIn);
const tabs = new Tabs({ user, sheet: sheet.id, onCells: heard });
const keys = new Keys();
const keyList = new KeyList(document.getElementById("sheet-keys"), keys);
new Commands(page, keys, { keyList, submit, nextSheet });

saving.addEventListener("change", ({ detail }) => {
  page.showCells(detail.cells);
  status.show();
});
saving.addEventListener("state", () => {
  if (page.current) page.showCells([page.current]);
  status.show();
});
saving.addEventListener("figures", ({ detail }) => {
  page.figures = detail;
  page.showFigures();
});
saving.addEventListener("saved", ({ detail }) => tabs.tell(detail.cells, detail.figures));

function heard({ rows, figures }) {
  page.figures = figures;
  page.showCells(book.learn(rows));
}

// Another device may have written, another tab may have been closed, the sign-in may be back.
async function refresh() {
  saving.retry();
  await adopt();
  const answer = await ask("GET", path);
  if (answer.kind !== "ok") return;
  if (answer.data.status !== sheet.status || answer.data.editable !== sheet.editable) {
    window.location.reload();
    return;
  }
  const rows = answer.data.cells.map((row) => ({ key: `${row.criterion}@${row.channel}`, ...row }));
  heard({ rows, figures: answer.data.figures });
}

let elsewhere = null;
async function adopt() {
  const left = await saving.adopt();
  elsewhere?.remove();
  elsewhere = null;
  if (!left.length) return;
  const names = new Map(left.map((record) => [record.sheet, record.entity]));
  const links = [...names].flatMap(([id, name]) => [element("a", { href: root.dataset.pattern.replace("/0/", `/${id}/`) }, data(name)), " "]);
  elsewhere = page.notice("attention", "cloud-off", say("left_elsewhere", { count: left.length }), " ", links);
}

// Waits until nothing is on its way; false when something stays.
function settled() {
  for (const cell of book.order) saving.due.delete(cell.key);
  saving.wake(0);
  return new Promise((resolve) => {
    const look = () => {
      if (saving.waiting && !saving.trouble && book.order.some((cell) => cell.sent || cell.next?.ready)) return setTimeout(look, 50);
      return resolve(!saving.waiting && !saving.conflicts);
    };
    look();
  });
}

async function submit() {
  if (!sheet.editable) return;
  if (!(await settled())) {
    page.notice("attention", "alert-triangle", say("submit_waits"));
    return;
  }
  const answer = await ask("POST", submission);
  if (answer.kind === "ok") window.location.reload();
  else if (answer.data?.gaps) page.gaps(answer.detail, answer.data.gaps);
  else page.trouble(answer);
}

function follow() {
  const cell = book.places.get(decodeURIComponent(window.location.hash.slice(1)));
  if (cell && cell !== page.current) page.goTo(cell);
  return cell;
}

root.querySelector('[data-part="submit"]')?.addEventListener("click", submit);
root.querySelector('[data-part="help"]').addEventListener("click", () => keyList.open());
root.querySelector('[data-part="previous"]').addEventListener("click", () => page.goTo(book.beside(page.current, -1)));
root.querySelector('[data-part="next"]').addEventListener("click", () => page.goTo(book.beside(page.current, 1)));
window.addEventListener("hashchange", follow);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") return refresh();
  for (const cell of book.order) saving.due.delete(cell.key);
  return saving.wake(0);
});
window.addEventListener("focus", refresh);
document.addEventListener("paste", (event) => {
  if (page.parts.take(event.clipboardData.files)) event.preventDefault();
});
root.addEventListener("dragover", (event) => event.preventDefault());
root.addEventListener("drop", (event) => {
  event.preventDefault();
  page.parts.take(event.dataTransfer.files);
});
// The tree stands beside the criteria where there is room, and folds where there is none.
const wide = window.matchMedia("(min-width: 900px)");
const fold = () => (root.querySelector(".sh-tree").open = wide.matches);
wide.addEventListener("change", fold);
fold();

if (book.order.length && !follow()) page.goTo(book.order.find((cell) => !cell.isFilled) ?? book.order[0]);
page.showFigures();
status.show();
await adopt();
root.dataset.ready = "true";
