// The self-assessment: the panes of the score sheet, with evidence in the place of findings.
import { element } from "../sheet/dom.js";
import { Page } from "../sheet/page.js";
import { say } from "../sheet/words.js";
import { Files } from "./files.js";

export class SelfPage extends Page {
  constructor(root, sheet, book, saving, { path, user, entityPath }) {
    super(root, { ...sheet, findings: [], screenshots: [], gates: [], gate_proposals: [], vetoes: [], veto_proposals: [] }, book, saving, { path, nextSheet: "" });
    this.parts = new Files(sheet, path, { user, entityPath, editable: sheet.editable, notices: this.notices, onChange: () => this.showMarks() });
    this.given = new Map(sheet.cells.map((cell) => [`${cell.criterion}@${cell.channel}`, cell]));
  }

  turnTo(leaf) {
    super.turnTo(leaf);
    this.showMarks();
  }

  showCells(cells) {
    super.showCells(cells);
    this.showMarks();
  }

  // Beside each criterion: voluntary, from last year, how much evidence.
  showMarks() {
    for (const [cell, row] of this.rows) {
      const given = this.given?.get(`${cell.criterion.id}@${cell.channel}`);
      if (!given) continue;
      const count = this.parts.countOf(cell);
      const untouched = given.taken_over && cell.content.version === given.version;
      const words = [given.required ? "" : say("optional"), untouched ? say("taken_over") : "", count ? say("files_count", { count }) : ""].filter(Boolean);
      const place = row.node.querySelector(".sh-text");
      const old = place.querySelector(".se-marks");
      if (old?.textContent === words.join(" · ")) continue;
      old?.remove();
      if (words.length) place.append(element("span", { class: "se-marks" }, words.join(" · ")));
    }
  }

  // A value alone is no answer: what is to be said about it comes next, then the next criterion.
  forward(cell) {
    this.rows.get(cell)?.comment?.focus();
  }

  links() {
    return [];
  }
}
