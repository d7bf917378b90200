// A row of a column: one site, one criterion. A conflict opens in a row of its own below.
import { CellView } from "./cellview.js";
import { data, element } from "./dom.js";
import { wordOf } from "./words.js";

export class ColumnRow extends CellView {
  // place: {number, entity, channels, sheetUrl} of its site; app, beside what every view of a cell needs:
  // {site, extras(cell) → nodes, columns, byLeaf: whether rows name their criterion}
  constructor(cell, app, place) {
    super(cell, { ...app, place });
  }

  build() {
    const { place, site, byLeaf, columns } = this.app;
    this.mine = element("td", { class: "co-mine" }, this.value);
    this.said = element("td", { class: "co-said" }, this.note);
    this.below = element("tr", { class: "co-below", hidden: true }, element("td", { colspan: columns }, this.quarrel));
    const { criterion, channel } = this.cell;
    const which = channel ? data(wordOf(channel), { class: "sh-tag" }) : null;
    const made = element(
      "tr",
      { class: "sh-row co-row", onfocusin: (event) => this.reach(event), onclick: (event) => this.reach(event) },
      element("td", { class: "ph-num ph-soft" }, String(place.number)),
      element("th", { scope: "row" }, element("a", { href: place.sheetUrl, translate: "no", tabindex: "-1" }, place.entity), byLeaf ? null : which),
      byLeaf ? element("td", { class: "co-what", translate: "no", title: criterion.text }, `${criterion.number} ${criterion.text}`, which) : null,
      this.mine,
      element("td", { class: "co-state" }, this.mark),
      this.said,
      element("td", { class: "co-sites" }, place.channels.map((row) => site.link(row))),
    );
    this.box = element("tbody", {}, made, this.below);
    return made;
  }

  get label() {
    return `${this.app.place.entity} ${super.label}`;
  }

  fill(tools) {
    const rule = this.app.byLeaf ? element("p", { class: "sh-rule" }, this.cell.criterion.rule_words) : null;
    this.mine.replaceChildren(...[rule, this.control.node, element("div", { class: "sh-tools" }, tools)].filter(Boolean));
    this.said.replaceChildren(this.comment.node, ...this.app.extras(this.cell));
  }

  empty() {
    this.mine.replaceChildren(this.value);
    this.said.replaceChildren(this.note);
  }

  showConflict() {
    super.showConflict();
    this.below.hidden = !this.cell.conflict;
  }
}
