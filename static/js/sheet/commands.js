// What keys do. Letters act also inside the fields for figures, where no letter can be meant; in every other field they
// are letters.
import { isComposing } from "./keys.js";
import { fullMarks } from "./rules.js";
import { button } from "./dom.js";
import { say } from "./words.js";

const FIELDS = "textarea, select, [contenteditable], input:not([data-grid]):not([type=range]):not([type=checkbox])";

export class Commands {
  constructor(page, keys, { keyList, submit, nextSheet }) {
    Object.assign(this, { page, keys, submit, nextSheet });
    const step = (by) => () => page.goTo(page.book.beside(page.current, by));
    const leaf = (by) => () => {
      const found = page.book.leafBeside(page.leaf, by);
      if (found) page.goTo(page.book.of(found)[0]);
    };
    this.actions = {
      next: step(1),
      previous: step(-1),
      next_leaf: leaf(1),
      previous_leaf: leaf(-1),
      yes: () => this.check("1"),
      no: () => this.check("0"),
      na: () => this.changing(() => page.row.toggleNa()),
      clear: () => this.changing(() => page.row.set("")),
      full: () => this.changing(() => page.row.setFull()),
      fill_branch: () => this.changing(() => this.fillLeaf()),
      comment: () => page.row.comment.focus(),
      finding: () => page.parts.openFinding?.(),
      veto: () => page.evidence.openForm?.(),
      evidence: () => page.evidence.open(),
      unfinished: () => page.goTo(page.book.unfinishedAfter(page.current)),
      next_sheet: () => nextSheet && window.location.assign(nextSheet),
      help: () => keyList.open(),
      submit: () => submit(),
    };
    document.addEventListener("keydown", (event) => this.press(event));
  }

  changing(act) {
    if (this.page.sheet.editable) act();
  }

  check(value) {
    const { row } = this.page;
    if (row.cell.criterion.rule.type === "check") this.changing(() => row.control.digit(value));
  }

  // Full marks for every empty cell of the leaf, taken back by one button.
  fillLeaf() {
    const { page } = this;
    const cells = page.book.of(page.leaf).filter((cell) => cell.content.value === "" && !cell.conflict && fullMarks(cell.criterion) !== null);
    if (!cells.length) return;
    const set = (cell, value) => page.saving.change(cell, { value, comment: cell.content.comment });
    const values = new Map(cells.map((cell) => [cell, fullMarks(cell.criterion)]));
    for (const [cell, value] of values) set(cell, value);
    const made = page.notice("info", "info-circle", say("filled_full", { count: cells.length }), " ");
    const undo = () => {
      for (const [cell, value] of values) if (cell.content.value === value) set(cell, "");
      made.remove();
    };
    made.lastElementChild.before(button(say("undo"), undo));
  }

  press(event) {
    if (isComposing(event) || document.querySelector("dialog[open]") || !this.page.current) return;
    const { target } = event;
    const meaning = this.keys.meaning(event);
    if (target.closest(FIELDS)) {
      if (meaning?.action === "submit") this.take(event, "submit");
      return;
    }
    const isFigure = target.matches("[data-grid]");
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (isFigure || target === this.page.row.node) this.enter(event);
      return;
    }
    if (!meaning) return;
    if (meaning.action) {
      const isOwn = (isFigure && meaning.action === "clear") || (target.matches("[type=range]") && event.key.startsWith("Arrow"));
      if (!isOwn) this.take(event, meaning.action);
    } else if (!isFigure && !target.matches("[type=range]")) {
      this.digit(event, meaning.digit);
    }
  }

  take(event, action) {
    event.preventDefault();
    this.actions[action]();
  }

  enter(event) {
    event.preventDefault();
    const { control, cell } = this.page.row;
    if (control.enter) control.enter();
    else this.page.forward(cell);
  }

  digit(event, sign) {
    const { control } = this.page.row;
    if (!this.page.sheet.editable) return;
    event.preventDefault();
    if (!control.digit(sign)) control.begin?.(sign);
  }
}
