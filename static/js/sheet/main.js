// The score sheet. What everything is for: docs/score-sheet.md.
import { Book } from "./book.js";
import { takeKeys } from "./commands.js";
import { Desk } from "./desk.js";
import { Page } from "./page.js";
import { openPanes, submit } from "./panes.js";
import { Search } from "./search.js";

const root = document.getElementById("sheet");
const { api: path, next: nextSheet } = root.dataset;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const sheet = read("sheet-data");
const book = new Book(sheet, path);
const desk = new Desk(root, book.cells);
const page = new Page(root, sheet, book, desk.saving, { path, nextSheet });
takeKeys(page, () => submit(page, desk));
new Search(root.querySelector('[data-part="search"]'), read("sheet-search"), book, page);
await openPanes(page, desk);
