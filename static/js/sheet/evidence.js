// The right pane: the entity's channels, what stands beside the criterion in front, and proposals of gates and vetoes.
import { asideOf } from "./aside.js";
import { data, element } from "./dom.js";
import { Proposals } from "./proposals.js";
import { say } from "./words.js";

export class Evidence {
  constructor(box, sheet, path, { editable, onTrouble, site }) {
    Object.assign(this, { sheet, site });
    this.links = element("ul", { class: "sh-channels" });
    this.proposals = new Proposals(sheet, path, { editable, onTrouble });
    this.aside = element("div", { class: "sh-aside", "aria-live": "polite" });
    box.replaceChildren(element("h2", {}, say("channels")), this.links, this.aside, this.proposals.node);
    this.follow(null);
  }

  // The channels of the criterion in focus stand first.
  follow(cell) {
    this.aside.replaceChildren(...(cell ? asideOf(cell) : []));
    const wanted = cell ? (cell.channel ? [cell.channel] : cell.criterion.channels) : [];
    if (cell && this.wanted === wanted.join()) return;
    this.wanted = wanted.join();
    const rank = ({ kind }) => Number(!wanted.includes(kind));
    const rows = [...this.sheet.channels].sort((a, b) => rank(a) - rank(b));
    this.links.replaceChildren(...rows.map((row) => this.link(row, wanted.includes(row.kind))));
    if (!rows.length) this.links.replaceChildren(element("li", { class: "ph-soft" }, say("no_channels")));
  }

  link(row, isWanted) {
    const name = data(row.name || row.address);
    return element("li", { "data-wanted": isWanted }, this.site.link(row), element("small", {}, name));
  }

  open() {
    const link = this.links.querySelector("a");
    link?.click();
  }
}
