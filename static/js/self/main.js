// The self-assessment of an entity. It saves as the score sheet does: docs/score-sheet.md.
import { ask } from "../sheet/api.js";
import { Book } from "../sheet/book.js";
import { Desk } from "../sheet/desk.js";
import { say } from "../sheet/words.js";
import { SelfPage } from "./page.js";

const root = document.getElementById("sheet");
const { api: path, submission, person: user, entity: entityPath } = root.dataset;
const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const book = new Book(sheet, path);
const desk = new Desk(root, book.cells);
const page = new SelfPage(root, sheet, book, desk.saving, { path, user, entityPath });

async function submit() {
  if (!(await desk.settled())) {
    page.notices.add("attention", "alert-triangle", say("submit_waits"));
    return;
  }
  const answer = await ask("POST", submission);
  if (answer.kind === "ok") window.location.reload();
  else if (answer.data?.gaps) page.gaps(answer.detail, answer.data.gaps);
  else page.notices.trouble(answer);
}

async function takeOver() {
  await desk.settled();
  const answer = await ask("POST", `${path}takeover/`);
  if (answer.kind === "ok") window.location.reload();
  else page.notices.trouble(answer);
}

function follow() {
  const cell = book.places.get(decodeURIComponent(window.location.hash.slice(1)));
  if (cell && cell !== page.current) page.goTo(cell);
  return cell;
}

root.querySelector('[data-part="submit"]')?.addEventListener("click", submit);
root.querySelector('[data-part="takeover"]')?.addEventListener("click", takeOver);
root.querySelector('[data-part="previous"]').addEventListener("click", () => page.step(-1));
root.querySelector('[data-part="next"]').addEventListener("click", () => page.step(1));
window.addEventListener("hashchange", follow);
const wide = window.matchMedia("(min-width: 900px)");
const fold = () => (root.querySelector(".sh-tree").open = wide.matches);
wide.addEventListener("change", fold);
fold();

if (book.order.length && !follow()) page.goTo(book.order.find((cell) => !cell.isFilled) ?? book.order[0]);
page.showFigures();
await desk.start(page);
root.dataset.ready = "true";
