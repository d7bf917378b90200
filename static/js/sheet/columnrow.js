// A row of a column: one site, one criterion. A conflict opens in a row of its own below.
import { asideOf } from "./aside.js";
import { CellView } from "./cellview.js";
import { data, element, icon } from "./dom.js";
import { shown } from "./rules.js";
import { say, wordOf } from "./words.js";

export class ColumnRow extends CellView {
  // place: {number, entity, channels, sheetUrl, isFirst: of its site} of its site; app, beside what every view of a cell
  // needs: {site, extras(cell) → nodes, byLeaf, byChannel: whether rows name their criterion, their channel,
  // hasEarlier, hasClaims: whether they have a place for what is shown beside one's own value}
  constructor(cell, app, place) {
    super(cell, { ...app, place });
  }

  // Rows are grids, so that those out of sight cost nothing; what they are is said by roles.
  build() {
    const { place, byLeaf, byChannel, hasEarlier, hasClaims } = this.app;
    const { criterion, channel } = this.cell;
    const cell = (attributes, ...children) => element("td", { role: "cell", ...attributes }, ...children);
    this.mine = cell({ class: "co-mine" }, this.value);
    this.said = cell({ class: "co-said" }, this.note);
    this.earlier = hasEarlier ? cell({ class: "co-beside", translate: "no" }) : null;
    this.claim = hasClaims ? cell({ class: "co-beside", translate: "no" }) : null;
    this.aside = element("div", { class: "sh-aside", "aria-live": "polite" });
    this.sites = cell({ class: "co-sites" }, this.links());
    this.below = element("tr", { class: "co-below", role: "row", hidden: true }, cell({}, this.quarrel));
    const which = channel && byChannel ? data(wordOf(channel), { class: "sh-tag" }) : null;
    const made = element(
      "tr",
      { class: `sh-row co-row ${place.isFirst ? "" : "co-same"}`, role: "row", onfocusin: (event) => this.reach(event), onclick: (event) => this.reach(event) },
      cell({ class: "ph-num ph-soft" }, place.isFirst ? String(place.number) : ""),
      element("th", { scope: "row", role: "rowheader" }, element("a", { href: place.sheetUrl, translate: "no", tabindex: "-1" }, place.entity), byLeaf ? null : which),
      byLeaf ? cell({ class: "co-what", translate: "no", title: criterion.text }, `${criterion.number} ${criterion.text}`, which) : null,
      this.earlier,
      this.claim,
      this.mine,
      cell({ class: "co-state" }, this.mark),
      this.said,
      this.sites,
    );
    this.box = element("tbody", { role: "rowgroup", class: "co-box" }, made, this.below);
    return made;
  }

  // A closed row has one line: of its channels it shows the one to look at.
  links() {
    const { criterion, channel } = this.cell;
    const { place, site } = this.app;
    const isWanted = ({ kind }) => (channel ? kind === channel : criterion.channels.includes(kind));
    const rows = [...place.channels].sort((a, b) => Number(isWanted(b)) - Number(isWanted(a)));
    return (this.isOpen ? rows : rows.slice(0, 1)).map((row) => site.link(row));
  }

  // A row that cannot be changed says so.
  marks() {
    const found = super.marks();
    if (this.isEditable) return found;
    return [element("span", { class: "ph-soft", title: say("row_locked") }, icon("lock"), element("span", { class: "ph-hidden" }, say("row_locked")))];
  }

  fill(tools) {
    const rule = this.app.byLeaf ? element("p", { class: "sh-rule" }, this.cell.criterion.rule_words) : null;
    this.mine.replaceChildren(...[rule, this.control.node, element("div", { class: "sh-tools" }, tools)].filter(Boolean));
    this.said.replaceChildren(this.comment.node, this.aside, ...this.app.extras(this.cell));
    this.sites.replaceChildren(...this.links());
  }

  empty() {
    this.mine.replaceChildren(this.value);
    this.said.replaceChildren(this.note);
    this.sites.replaceChildren(...this.links());
  }

  show() {
    super.show();
    const { earlier, claim } = this.cell.aside;
    const { rule } = this.cell.criterion;
    if (this.earlier) this.earlier.textContent = (earlier?.values ?? []).map((value) => shown(rule, value)).join(" / ");
    if (this.claim) this.claim.textContent = claim?.value ? shown(rule, claim.value) : "";
    this.aside.replaceChildren(...(this.isOpen ? asideOf(this.cell) : []));
  }

  showConflict() {
    super.showConflict();
    this.below.hidden = !this.cell.conflict;
  }
}
