// What a cell looks like wherever it stands: its value, its state, a conflict, and the control while it is in front.
// How that is laid out, the row of a sheet (rows.js) and the row of a column (columnrow.js) say.
import { makeComment } from "./comment.js";
import { makeControl } from "./controls.js";
import { button, chip, data, element, icon } from "./dom.js";
import { fullMarks, NA, shown } from "./rules.js";
import { say, wordOf } from "./words.js";

const STATES = {
  typed: ["neutral", "edit"],
  sent: ["info", "loader-2"],
  waiting: ["attention", "cloud-off"],
  conflict: ["attention", "git-compare"],
  refused: ["veto", "circle-x"],
};

export class CellView {
  // app: {saving, editable(cell), select(cell), forward(cell), snippets, leaveComment(cell)}
  constructor(cell, app) {
    this.cell = cell;
    this.app = app;
    this.value = element("output", { class: "sh-value", translate: "no" });
    this.note = data("", { class: "sh-note" });
    this.mark = element("span", { class: "sh-state" });
    this.quarrel = element("div", { class: "sh-quarrel" });
    this.node = this.build();
    this.show();
  }

  // The row that has the focus, and what stands around it.
  build() {
    throw new Error("a row says how it is built");
  }

  // Place the parts {control, comment, tools} of the open row.
  fill() {
    throw new Error("a row says what it shows when it is open");
  }

  empty() {
    throw new Error("a row says what it shows when it is closed");
  }

  // Deciding a conflict does not open the row: what is being pressed would move away from under the pointer.
  reach({ target }) {
    if (!this.quarrel.contains(target)) this.app.select(this.cell);
  }

  get label() {
    const { criterion, channel } = this.cell;
    return [criterion.number, criterion.text, channel && wordOf(channel)].filter(Boolean).join(" ");
  }

  get isOpen() {
    return this.control !== undefined;
  }

  get isEditable() {
    return this.app.editable(this.cell);
  }

  open() {
    if (this.isOpen) return;
    const { criterion } = this.cell;
    const locked = !this.isEditable;
    const change = (value, options) => this.app.saving.change(this.cell, { value, comment: this.cell.content.comment, ...options });
    this.control = makeControl(criterion, { change, done: () => this.app.forward(this.cell), label: this.label, locked });
    this.comment = makeComment(this.cell, { ...this.app, editable: !locked });
    this.na = button(say("na"), () => this.toggleNa(), { disabled: locked, "aria-pressed": "false" });
    const tools = [
      fullMarks(criterion) === null ? null : button(say("full_marks"), () => this.setFull(), { disabled: locked }),
      this.na,
      button(say("clear"), () => this.set(""), { class: "btn btn-sm btn-quiet", disabled: locked }),
    ];
    this.fill(tools);
    this.node.classList.add("sh-open");
    this.node.setAttribute("aria-current", "true");
    this.show();
  }

  close() {
    if (!this.isOpen) return;
    this.app.saving.commit(this.cell);
    this.control = this.comment = this.na = undefined;
    this.empty();
    this.node.classList.remove("sh-open");
    this.node.removeAttribute("aria-current");
    this.show();
  }

  focus() {
    const target = this.isEditable ? this.control?.focus : null;
    (target ?? this.node).focus({ preventScroll: true });
    this.node.scrollIntoView({ block: "nearest" });
  }

  set(value) {
    this.app.saving.change(this.cell, { value, comment: this.cell.content.comment });
  }

  setFull() {
    const value = fullMarks(this.cell.criterion);
    if (value === null) return false;
    this.set(value);
    this.app.forward(this.cell);
    return true;
  }

  toggleNa() {
    if (this.cell.content.value === NA) return this.set("");
    this.set(NA);
    this.app.forward(this.cell);
    return true;
  }

  // Everything that follows from the cell; what is being typed is left alone.
  show() {
    const { cell } = this;
    const { value, comment, ready = true } = cell.content;
    this.value.textContent = ready ? shown(cell.criterion.rule, value) : value;
    this.value.classList.toggle("sh-empty", value === "");
    this.value.classList.toggle("sh-na", value === NA);
    this.note.textContent = this.isOpen ? "" : comment;
    this.node.dataset.state = this.state;
    // Tab passes what is done.
    this.node.tabIndex = cell.isFilled && !this.isOpen ? -1 : 0;
    this.mark.replaceChildren(...this.marks());
    this.showConflict();
    if (!this.isOpen) return;
    this.control.show(value, ready);
    this.comment.show(comment);
    this.na.setAttribute("aria-pressed", String(value === NA));
  }

  get state() {
    const { state } = this.cell;
    if (!this.app.saving.troubleOf(this.cell)) return state;
    return state === "typed" || state === "sent" ? "waiting" : state;
  }

  marks() {
    const { cell, state } = this;
    if (state === "saved") {
      if (!cell.confirmed.value) return [];
      return [element("span", { class: "sh-saved", title: say("state_saved") }, icon("check"), element("span", { class: "ph-hidden" }, say("state_saved")))];
    }
    const unready = state === "typed" && cell.next && !cell.next.ready;
    const [kind, symbol] = unready ? ["attention", "edit"] : STATES[state];
    const found = [chip(kind, symbol, say(unready ? "state_unready" : `state_${state}`))];
    if (cell.fault) found.push(element("span", { class: "ph-field-error", role: "alert" }, cell.fault));
    return found;
  }

  // A conflict opens under the row: mine, theirs, what it was, and two ways out.
  showConflict() {
    const { conflict } = this.cell;
    const key = conflict ? JSON.stringify([conflict.mine, conflict.theirs]) : "";
    if (this.quarrel.dataset.key === key) return undefined; // a button that is being pressed stays where it is
    this.quarrel.dataset.key = key;
    if (!conflict) return this.quarrel.replaceChildren();
    const rule = this.cell.criterion.rule;
    const side = (name, content) =>
      element("div", { class: "sh-side" }, element("dt", {}, say(name)), element("dd", {}, data(shown(rule, content.value)), content.comment ? data(content.comment, { class: "sh-note" }) : null));
    return this.quarrel.replaceChildren(
      element(
        "div",
        { class: "ph-notice ph-attention", role: "alert" },
        icon("git-compare"),
        element(
          "div",
          {},
          element("p", {}, say("conflict")),
          element("dl", { class: "sh-sides" }, side("mine", conflict.mine), side("theirs", conflict.theirs), side("base", conflict.base ?? { value: "", comment: "" })),
          element(
            "div",
            { class: "ph-actions" },
            button(say("keep_mine"), () => this.app.saving.keepMine(this.cell)),
            button(say("take_theirs"), () => this.app.saving.takeTheirs(this.cell)),
          ),
        ),
      ),
    );
  }
}
