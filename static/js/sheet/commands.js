// What keys do. Letters act also inside the fields for figures, where no letter can be meant; in every other field they
// are letters.
import { button } from "./dom.js";
import { KeyList } from "./keylist.js";
import { isComposing, Keys } from "./keys.js";
import { measureKey } from "./pace.js";
import { fullMarks } from "./rules.js";
import { say } from "./words.js";

const FIELDS = "textarea, select, [contenteditable], input:not([data-grid]):not([type=range]):not([type=checkbox])";

class Commands {
  // page: {current, row, step(by), turn(by), goTo(cell), unfinished(), nextUnfinishedBelow(), fillable(), forward(cell),
  // nextPlace(), openFinding(), openVeto(), openSite(), saving, notices}
  constructor(page, keys, { keyList, submit }) {
    Object.assign(this, { page, keys });
    this.actions = {
      next: () => page.step(1),
      previous: () => page.step(-1),
      next_leaf: () => page.turn(1),
      previous_leaf: () => page.turn(-1),
      yes: () => this.check("1"),
      no: () => this.check("0"),
      na: () => this.changing(() => page.row.toggleNa()),
      clear: () => this.changing(() => page.row.set("")),
      full: () => this.changing(() => page.row.setFull()),
      fill_branch: () => this.changing(() => this.fillAll()),
      comment: () => page.row.comment.focus(),
      finding: () => page.openFinding(),
      veto: () => page.openVeto(),
      evidence: () => page.openSite(),
      unfinished: () => page.unfinished(),
      next_sheet: () => page.nextPlace(),
      help: () => keyList.open(),
      submit: () => submit(),
    };
    document.addEventListener("keydown", (event) => {
      if (this.press(event)) measureKey(event);
    });
  }

  changing(act) {
    if (this.page.row.isEditable) act();
  }

  check(value) {
    const { row } = this.page;
    if (row.cell.criterion.rule.type === "check") this.changing(() => row.control.digit(value));
  }

  // Full marks for every empty cell of the leaf or the column, taken back by one button.
  fillAll() {
    const { page } = this;
    const cells = page.fillable();
    if (!cells.length) return;
    const set = (cell, value) => page.saving.change(cell, { value, comment: cell.content.comment });
    const values = new Map(cells.map((cell) => [cell, fullMarks(cell.criterion)]));
    for (const [cell, value] of values) set(cell, value);
    const made = page.notices.add("info", "info-circle", say("filled_full", { count: cells.length }), " ");
    const undo = () => {
      for (const [cell, value] of values) if (cell.content.value === value) set(cell, "");
      made.remove();
    };
    made.lastElementChild.before(button(say("undo"), undo));
  }

  // True when the key was ours.
  press(event) {
    if (isComposing(event) || document.querySelector("dialog[open]") || !this.page.current) return false;
    const { target } = event;
    const meaning = this.keys.meaning(event);
    if (target.closest(FIELDS)) return meaning?.action === "submit" && this.take(event, "submit");
    const isFigure = target.matches("[data-grid]");
    const isHere = isFigure || target === this.page.row?.node;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && isPlain) return isHere && this.enter(event);
    if (event.key === "Tab" && isPlain && !event.shiftKey) return isHere && this.tab(event);
    if (event.code === "Slash" && isFigure && isPlain && !event.shiftKey) return this.search(event);
    if (!meaning) return false;
    if (meaning.action) {
      const isOwn = (isFigure && meaning.action === "clear") || (target.matches("[type=range]") && event.key.startsWith("Arrow"));
      return !isOwn && this.take(event, meaning.action);
    }
    return !isFigure && !target.matches("[type=range]") && this.digit(event, meaning.digit);
  }

  take(event, action) {
    event.preventDefault();
    this.actions[action]();
    return true;
  }

  // Everywhere else the frame of the page takes this key; in n/d it is a sign.
  search(event) {
    if (this.page.row.cell.criterion.rule.type === "proportion") return false;
    event.preventDefault();
    document.querySelector("[data-search-key]").focus();
    return true;
  }

  enter(event) {
    event.preventDefault();
    const { control, cell } = this.page.row;
    if (control.enter) control.enter();
    else this.page.forward(cell);
    return true;
  }

  // Tab passes what is done. Below the last empty row, and where single keys are off, it goes from control to control.
  tab(event) {
    const cell = this.keys.isOn ? this.page.nextUnfinishedBelow() : null;
    if (!cell) return false;
    event.preventDefault();
    this.page.goTo(cell);
    return true;
  }

  digit(event, sign) {
    const { control, isEditable } = this.page.row;
    if (!isEditable) return false;
    event.preventDefault();
    if (!control.digit(sign)) control.begin?.(sign);
    return true;
  }
}

// The keys of a page, with their list under "?" and behind its button.
export function takeKeys(page, submit) {
  const keys = new Keys();
  const keyList = new KeyList(document.getElementById("sheet-keys"), keys);
  new Commands(page, keys, { keyList, submit });
  page.root.querySelector('[data-part="help"]').addEventListener("click", () => keyList.open());
}
