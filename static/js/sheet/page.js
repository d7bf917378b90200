// The three panes: what is in front, and everything that is shown again when a cell or a figure changes.
import { ask } from "./api.js";
import { cellKey } from "./cells.js";
import { element, data, icon } from "./dom.js";
import { Evidence } from "./evidence.js";
import { fixed } from "./figures.js";
import { Front } from "./front.js";
import { Notices } from "./notices.js";
import { Parts } from "./parts.js";
import { Row } from "./rows.js";
import { fullMarks } from "./rules.js";
import { Snippets } from "./snippets.js";
import { SiteWindow } from "./site.js";
import { Tree } from "./tree.js";
import { say, wordOf } from "./words.js";

export class Page extends Front {
  constructor(root, sheet, book, saving, { path, nextSheet }) {
    super();
    Object.assign(this, { root, sheet, book, saving, path, nextSheet, figures: sheet.figures, open: [], leaf: null });
    const find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.box = { leaf: find("leaf"), list: find("list"), foot: find("foot"), total: find("total"), bar: find("bar"), count: find("count") };
    this.notices = new Notices(find("notices"));
    const shared = { editable: sheet.editable, onTrouble: (answer) => this.notices.trouble(answer), site: new SiteWindow() };
    this.parts = new Parts(sheet, path, shared);
    this.evidence = new Evidence(find("evidence"), sheet, path, shared);
    this.tree = new Tree(find("tree"), sheet.tree, { open: (node) => this.goTo(this.book.of(node).find((cell) => !cell.isFilled) ?? this.book.of(node)[0]) });
    this.app = {
      saving,
      editable: () => sheet.editable,
      snippets: new Snippets(sheet.snippets, root.dataset.snippets, shared.onTrouble),
      select: (cell) => this.select(cell),
      forward: (cell) => this.forward(cell),
      leaveComment: (cell) => this.goTo(cell),
      extras: (cell) => this.parts.of(cell),
      links: (cell) => this.links(cell),
    };
  }

  // --- what is in front -----------------------------------------------------------------------------------------------
  turnTo(leaf) {
    if (this.leaf === leaf) return;
    this.leave();
    this.leaf = leaf;
    this.rows = new Map(this.book.of(leaf).map((cell) => [cell, new Row(cell, this.app)]));
    this.box.leaf.replaceChildren(element("h2", { translate: "no" }, `${leaf.code} ${leaf.name}`));
    this.box.list.replaceChildren(...[...this.rows.values()].map((row) => row.node));
    this.showFigures();
    this.tree.reveal(leaf.code);
  }

  arrive(cell) {
    this.evidence.follow(cell);
    history.replaceState(null, "", `#${encodeURIComponent(cell.place)}`);
  }

  goTo(cell) {
    if (!cell) return;
    this.turnTo(cell.node);
    this.select(cell);
    this.row.focus();
  }

  step(by) {
    this.goTo(this.book.beside(this.current, by));
  }

  // The next leaf, or the one before.
  turn(by) {
    const found = this.book.leafBeside(this.leaf, by);
    if (found) this.goTo(this.book.of(found)[0]);
  }

  unfinished() {
    this.goTo(this.book.unfinishedAfter(this.current));
  }

  nextUnfinishedBelow() {
    return this.book.unfinishedBelow(this.current);
  }

  // The cells that "full marks for the empty ones" means: those of the leaf.
  fillable() {
    return this.book.of(this.leaf).filter((cell) => cell.content.value === "" && !cell.conflict && fullMarks(cell.criterion) !== null);
  }

  nextPlace() {
    if (this.nextSheet) window.location.assign(this.nextSheet);
  }

  openFinding() {
    this.parts.openFinding?.();
  }

  openVeto() {
    this.evidence.proposals.openForm?.();
  }

  openSite() {
    this.evidence.open();
  }

  take(files) {
    return this.parts.take(files);
  }

  // The same criterion, or all of its indicator, down all sites; only one's own sheets stand in a column.
  links(cell) {
    const { column } = this.root.dataset;
    if (!column) return [];
    const link = (place, word) => element("a", { href: `${column}${place}/#${this.sheet.id}`, class: "sh-down" }, icon("arrow-down"), say(word));
    return [link(cell.criterion.id, "down_criterion"), link(`leaves/${cell.node.id}`, "down_leaf")];
  }

  // "Next" never waits and never discards; at the end of the sheet the row stays.
  forward(cell) {
    this.goTo(this.book.beside(cell, 1) ?? cell);
  }

  // --- showing --------------------------------------------------------------------------------------------------------
  showCells(cells) {
    for (const cell of cells) this.rows.get(cell)?.show();
    this.showFigures();
    this.closeGaps();
  }

  showFigures() {
    const counts = this.book.counts();
    const { asked, filled } = counts.get("");
    const trees = this.figures.trees;
    this.tree.show(counts, trees.length === 1 ? trees[0].nodes : {}, this.leaf?.code);
    this.box.bar.max = asked || 1;
    this.box.bar.value = filled;
    this.box.count.textContent = `${filled}/${asked}`;
    this.box.total.textContent = `${fixed(this.figures.raw)} / ${fixed(this.figures.full)}`;
    this.root.classList.toggle("sh-stale", this.saving.waiting > 0);
    if (this.leaf) this.showLeaf(trees);
  }

  showLeaf(trees) {
    const figure = (tree) => tree.nodes[this.leaf.code];
    const parts = trees.filter(figure).map((tree) => {
      const { score, full } = figure(tree);
      return element("span", {}, tree.channel ? data(`${wordOf(tree.channel)} `) : null, element("output", { class: "sh-figure" }, full ? `${fixed(score)} / ${fixed(full)}` : fixed(score)));
    });
    this.box.foot.replaceChildren(element("span", { class: "ph-soft" }, say("this_leaf")), ...parts);
  }

  // --- what comes from elsewhere ------------------------------------------------------------------------------------------
  // Rows of another tab, or what the server computed after this one had saved.
  heard({ rows, sheet, figures }) {
    if (sheet !== this.sheet.id) return;
    this.figures = figures;
    this.showCells(this.book.learn(rows));
    if (this.current) this.evidence.follow(this.current); // what may be shown beside a cell now that it is scored
  }

  isElsewhere(record) {
    return record.sheet !== this.sheet.id;
  }

  async refresh() {
    const answer = await ask("GET", this.path);
    if (answer.kind !== "ok") return;
    const { sheet } = this;
    if (answer.data.status !== sheet.status || answer.data.editable !== sheet.editable) {
      window.location.reload();
      return;
    }
    const rows = answer.data.cells.map((row) => ({ key: cellKey({ sheet: sheet.id, ...row }), ...row }));
    this.heard({ rows, sheet: sheet.id, figures: answer.data.figures });
  }

  gaps(detail, gaps) {
    this.gapNotice?.remove();
    this.open = gaps.map((gap) => {
      const place = gap.channel ? `${gap.address}@${gap.channel}` : gap.address;
      const words = [gap.address, gap.channel && wordOf(gap.channel), gap.missing === "comment" && say("missing_comment")].filter(Boolean).join(" ");
      return { ...gap, cell: this.book.places.get(place), link: element("a", { href: `#${encodeURIComponent(place)}`, translate: "no" }, words) };
    });
    this.gapCount = element("p", {}, detail);
    this.gapNotice = this.notices.add("attention", "alert-triangle", this.gapCount, element("p", { class: "sh-gaps" }, this.open.map(({ link }) => link)));
    this.gapNotice.focus();
  }

  // A gap goes when it is filled, the notice with the last of them.
  closeGaps() {
    const isClosed = ({ missing, cell }) => (missing === "comment" ? cell?.content.comment : cell?.isFilled);
    const closed = this.open.filter(isClosed);
    if (!closed.length) return;
    for (const { link } of closed) link.remove();
    this.open = this.open.filter((gap) => !closed.includes(gap));
    this.gapCount.textContent = say("gaps_left", { count: this.open.length });
    if (!this.open.length) this.gapNotice.remove();
  }
}
