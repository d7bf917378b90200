// The self-assessment of an entity. It saves as the score sheet does: docs/score-sheet.md.
import { Book } from "../sheet/book.js";
import { Desk } from "../sheet/desk.js";
import { carryOut, openPanes } from "../sheet/panes.js";
import { SelfPage } from "./page.js";

const root = document.getElementById("sheet");
const { api: path, person: user, entity: entityPath } = root.dataset;
const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const book = new Book(sheet, path);
const desk = new Desk(root, book.cells);
const page = new SelfPage(root, sheet, book, desk.saving, { path, user, entityPath });
root.querySelector('[data-part="takeover"]')?.addEventListener("click", async () => {
  await desk.settled();
  await carryOut(page, `${path}takeover/`);
});
await openPanes(page, desk);
