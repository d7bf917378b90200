// The three panes: what is in front, and everything that is shown again when a cell or a figure changes.
import { element, button, data, icon } from "./dom.js";
import { Evidence } from "./evidence.js";
import { fixed } from "./figures.js";
import { Parts } from "./parts.js";
import { Row } from "./rows.js";
import { Tree } from "./tree.js";
import { say, wordOf } from "./words.js";

export class Page {
  constructor(root, sheet, book, saving, { path }) {
    Object.assign(this, { root, sheet, book, saving, figures: sheet.figures, rows: new Map(), leaf: null, current: null });
    const find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.box = { leaf: find("leaf"), list: find("list"), foot: find("foot"), total: find("total"), bar: find("bar"), count: find("count"), notices: find("notices") };
    const shared = { editable: sheet.editable, onTrouble: (answer) => this.trouble(answer) };
    this.parts = new Parts(sheet, path, shared);
    this.evidence = new Evidence(find("evidence"), sheet, path, shared);
    this.tree = new Tree(find("tree"), sheet.tree, { open: (node) => this.goTo(this.book.of(node).find((cell) => !cell.isFilled) ?? this.book.of(node)[0]) });
    this.app = {
      saving,
      editable: sheet.editable,
      snippets: sheet.snippets,
      select: (cell) => this.select(cell),
      forward: (cell) => this.forward(cell),
      leaveComment: (cell) => this.goTo(cell),
      extras: (cell) => this.parts.of(cell),
    };
  }

  // --- what is in front -----------------------------------------------------------------------------------------------
  turnTo(leaf) {
    if (this.leaf === leaf) return;
    this.rows.get(this.current)?.close();
    this.current = null;
    this.leaf = leaf;
    this.rows = new Map(this.book.of(leaf).map((cell) => [cell, new Row(cell, this.app)]));
    this.box.leaf.replaceChildren(element("h2", { translate: "no" }, `${leaf.code} ${leaf.name}`));
    this.box.list.replaceChildren(...[...this.rows.values()].map((row) => row.node));
    this.showFigures();
    this.tree.reveal(leaf.code);
  }

  select(cell) {
    if (this.current === cell) return;
    this.rows.get(this.current)?.close();
    this.current = cell;
    this.rows.get(cell).open();
    this.evidence.follow(cell);
    history.replaceState(null, "", `#${encodeURIComponent(cell.place)}`);
  }

  goTo(cell) {
    if (!cell) return;
    this.turnTo(cell.node);
    this.select(cell);
    this.rows.get(cell).focus();
  }

  // "Next" never waits and never discards; at the end of the sheet the row stays.
  forward(cell) {
    this.goTo(this.book.beside(cell, 1) ?? cell);
  }

  get row() {
    return this.rows.get(this.current);
  }

  // --- showing --------------------------------------------------------------------------------------------------------
  showCells(cells) {
    for (const cell of cells) this.rows.get(cell)?.show();
    this.showFigures();
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

  // --- notices ----------------------------------------------------------------------------------------------------------
  notice(kind, symbol, ...content) {
    const made = element("div", { class: `ph-notice ph-${kind}`, role: kind === "veto" ? "alert" : "status" }, icon(symbol), element("div", {}, content));
    made.append(button(icon("x"), () => made.remove(), { class: "btn btn-sm btn-icon btn-quiet sh-away", "aria-label": say("close") }));
    this.box.notices.append(made);
    return made;
  }

  trouble(answer) {
    const word = { offline: "offline_now", signedOut: "signed_out_now" }[answer.kind];
    this.notice("veto", "circle-x", word ? say(word) : answer.detail || say("server_fault", { reason: "", count: "" }));
  }

  gaps(detail, gaps) {
    this.gapNotice?.remove();
    const links = gaps.map((gap) => {
      const place = gap.channel ? `${gap.address}@${gap.channel}` : gap.address;
      const words = [gap.address, gap.channel && wordOf(gap.channel), gap.missing === "comment" && say("missing_comment")].filter(Boolean).join(" ");
      return element("a", { href: `#${encodeURIComponent(place)}`, translate: "no" }, words);
    });
    this.gapNotice = this.notice("attention", "alert-triangle", element("p", {}, detail), element("p", { class: "sh-gaps" }, links));
    this.gapNotice.focus();
  }
}
