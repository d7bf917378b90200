// Down a column: one criterion, or all of one indicator, over all sites of the evaluator. docs/score-sheet.md.
import { ColumnPage } from "./columnpage.js";
import { takeKeys } from "./commands.js";
import { Desk } from "./desk.js";

const root = document.getElementById("sheet");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const desk = new Desk(root, new Map());
const page = new ColumnPage(root, desk.saving, { outline: read("column-outline"), snippets: read("column-snippets"), pinyin: read("column-pinyin") });
takeKeys(page, () => {}); // a column is not submitted

root.querySelector('[data-part="previous"]').addEventListener("click", () => page.turn(-1));
root.querySelector('[data-part="next"]').addEventListener("click", () => page.turn(1));
window.addEventListener("popstate", () => page.openAddress());

page.show(page.outline.at(window.location.pathname), read("column-data"));
await desk.start(page); // what an earlier tab left counts as filled in
page.goTo(page.startAt());
root.dataset.ready = "true";
