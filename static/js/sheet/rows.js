// A row of the sheet. The row in focus is the only one that is open; the others show what they hold in a line.
import { CellView } from "./cellview.js";
import { data, element, icon } from "./dom.js";
import { percent } from "./figures.js";
import { say, wordOf } from "./words.js";

export class Row extends CellView {
  // app, beside what every view of a cell needs: {extras(cell) → nodes, links(cell) → nodes}
  build() {
    this.body = element("div", { class: "sh-body" });
    return element(
      "div",
      { class: "sh-row", id: this.cell.place, role: "group", "aria-label": this.label, onfocusin: (event) => this.reach(event), onclick: (event) => this.reach(event) },
      element("div", { class: "sh-line" }, data(this.cell.criterion.number, { class: "sh-no" }), this.text(), this.value, this.mark),
      this.body,
      this.quarrel,
    );
  }

  text() {
    const { criterion, channel } = this.cell;
    return element(
      "div",
      { class: "sh-text" },
      data(criterion.text),
      channel ? element("span", { class: "sh-tag", translate: "no" }, wordOf(channel)) : null,
      criterion.share ? element("span", { class: "sh-tag" }, percent(criterion.share)) : null,
      this.cell.disputed ? element("a", { class: "sh-disputed", href: this.cell.disputed }, icon("git-compare"), say("mark_disputed")) : null,
      this.note,
    );
  }

  fill(tools) {
    this.body.replaceChildren(
      element("div", { class: "sh-rule" }, element("span", {}, this.cell.criterion.rule_words), element("span", { class: "sh-downs" }, this.app.links(this.cell))),
      element("div", { class: "sh-scoring" }, this.control.node, element("div", { class: "sh-tools" }, tools)),
      this.comment.node,
      ...this.app.extras(this.cell),
    );
  }

  empty() {
    this.body.replaceChildren();
  }
}
