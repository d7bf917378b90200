// Down a column: one criterion, or all of one indicator, over all sites of the evaluator. docs/score-sheet.md.
import { ColumnPage } from "./columnpage.js";
import { Commands } from "./commands.js";
import { Desk } from "./desk.js";
import { Keys } from "./keys.js";
import { KeyList } from "./keylist.js";

const root = document.getElementById("sheet");
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const cells = new Map();
const desk = new Desk(root, cells);
const page = new ColumnPage(root, desk.saving, { outline: read("column-outline"), snippets: read("column-snippets"), pinyin: read("column-pinyin") });
const keys = new Keys();
const keyList = new KeyList(document.getElementById("sheet-keys"), keys);
new Commands(page, keys, { keyList, submit: () => {} });

root.querySelector('[data-part="help"]').addEventListener("click", () => keyList.open());
root.querySelector('[data-part="previous"]').addEventListener("click", () => page.turn(-1));
root.querySelector('[data-part="next"]').addEventListener("click", () => page.turn(1));
window.addEventListener("popstate", () => page.openAddress());

page.show(page.outline.at(window.location.pathname), read("column-data"));
await desk.start(page); // what an earlier tab left counts as filled in
page.goTo(page.startAt());
root.dataset.ready = "true";
