// The indicator tree with a mark and the score of each node; a leaf opens its criteria.
import { data, element, icon } from "./dom.js";
import { fixed } from "./figures.js";
import { say } from "./words.js";

const MARKS = { empty: "circle-dashed", partial: "circle-half-2", done: "circle-check", na: "ban", disputed: "git-compare", conflict: "alert-triangle" };

export class Tree {
  constructor(box, nodes, { open }) {
    this.nodes = nodes;
    this.rows = new Map();
    const list = element("ul", { class: "sh-nodes" });
    for (const node of nodes) list.append(this.row(node, open));
    box.replaceChildren(list);
  }

  row(node, open) {
    const mark = element("span", { class: "sh-mark" });
    const score = element("span", { class: "sh-score", translate: "no" });
    const name = element("span", { class: "sh-name", translate: "no" }, `${node.code} ${node.name}`);
    const isLink = node.is_leaf && !node.not_applicable;
    const inner = isLink ? element("button", { type: "button", class: "sh-node", onclick: () => open(node) }, mark, name, score) : element("div", { class: "sh-node" }, mark, name, score);
    this.rows.set(node.code, { inner, mark, score });
    return element("li", { class: `sh-level-${Math.min(node.level, 5)}` }, inner);
  }

  // counts: code → {asked, filled, conflicts, disputed}; scores: code → {score, full} of the only tree, {} where there are several.
  show(counts, scores, current) {
    for (const node of this.nodes) {
      const { inner, mark, score } = this.rows.get(node.code);
      const state = node.not_applicable ? "na" : stateOf(counts.get(node.code));
      if (mark.dataset.state !== state) {
        mark.dataset.state = state;
        mark.replaceChildren(icon(MARKS[state]), element("span", { class: "ph-hidden" }, say(`mark_${state}`)));
      }
      const figure = scores[node.code];
      score.textContent = figure ? (node.level === 1 && figure.full ? `${fixed(figure.score)}/${plain(figure.full)}` : fixed(figure.score)) : "";
      if (node.code === current) inner.setAttribute("aria-current", "true");
      else inner.removeAttribute("aria-current");
    }
  }

  reveal(code) {
    this.rows.get(code)?.inner.scrollIntoView({ block: "nearest" });
  }
}

const plain = (text) => text.replace(/\.?0+$/, "");

function stateOf({ asked, filled, conflicts, disputed } = { asked: 0, filled: 0, conflicts: 0, disputed: 0 }) {
  if (conflicts) return "conflict";
  if (disputed) return "disputed";
  if (!filled) return "empty";
  return filled < asked ? "partial" : "done";
}
