// What hangs on a criterion beside its value: findings and pictures. They go out at once; what fails stays in the form.
import { ask } from "./api.js";
import { chip, data, element } from "./dom.js";
import { foldedForm, removeButton } from "./pieces.js";
import { say } from "./words.js";

const SEVERITIES = { low: ["info", "info-circle"], medium: ["attention", "alert-triangle"], high: ["veto", "octagon"] };
const PICTURES = ["image/png", "image/jpeg", "image/webp"];

export class Parts {
  // sheet: the payload; onTrouble(answer) says why something was not taken.
  constructor(sheet, path, { editable, onTrouble }) {
    Object.assign(this, { path, editable, onTrouble, findings: sheet.findings, pictures: sheet.screenshots });
  }

  // The nodes of an open row.
  of(cell) {
    this.cell = cell;
    this.findingBox = element("div", { class: "sh-findings" });
    this.pictureBox = element("div", { class: "sh-pictures" });
    this.showFindings();
    this.showPictures();
    return [this.findingBox, this.pictureBox];
  }

  async send(method, path, body) {
    const answer = await ask(method, `${this.path}${path}`, body);
    if (answer.kind !== "ok") this.onTrouble(answer);
    return answer;
  }

  // --- findings -------------------------------------------------------------------------------------------------------
  showFindings() {
    const rows = this.findings.filter((row) => this.cell.isAt(row)).map((row) =>
      element(
        "div",
        { class: "sh-finding" },
        chip(...SEVERITIES[row.severity], say(`severity_${row.severity}`)),
        row.tags.map((tag) => data(tag, { class: "sh-tag" })),
        data(row.text),
        this.editable ? removeButton(() => this.removeFinding(row)) : null,
      ),
    );
    this.findingBox.replaceChildren(...rows, ...(this.editable ? [this.findingForm()] : []));
  }

  findingForm() {
    const text = element("input", { class: "form-control", type: "text", maxlength: "4000", required: true, "aria-label": say("finding"), placeholder: say("finding_hint") });
    const tags = element("input", { class: "form-control sh-tags", type: "text", "aria-label": say("tags"), placeholder: say("tags") });
    const severity = element("select", { class: "form-select", "aria-label": say("severity") }, Object.keys(SEVERITIES).map((key) => element("option", { value: key, selected: key === "medium" }, say(`severity_${key}`))));
    const { node, form, open } = foldedForm(say("add_finding"), "sh-finding-form", [text, tags, severity], () => this.addFinding(text.value, tags.value, severity.value));
    // Told late: somebody may be typing in the next field already.
    node.addEventListener("toggle", () => node.open && !form.contains(document.activeElement) && text.focus());
    this.openFinding = open;
    return node;
  }

  async addFinding(text, tags, severity) {
    const { cell } = this;
    const body = { criterion: cell.criterion.id, channel: cell.channel, text, severity, tags: tags.split(/[,，、;；\s]+/).filter(Boolean) };
    const answer = await this.send("POST", "findings/", body);
    if (answer.kind !== "ok") return;
    this.findings.push(answer.data);
    if (this.cell === cell) this.showFindings();
  }

  async removeFinding(row) {
    const answer = await this.send("DELETE", `findings/${row.id}/`);
    if (answer.kind !== "ok") return;
    this.findings.splice(this.findings.indexOf(row), 1);
    this.showFindings();
  }

  // --- pictures -------------------------------------------------------------------------------------------------------
  showPictures() {
    const rows = this.pictures.filter((row) => this.cell.isAt(row)).map((row) =>
      element(
        "figure",
        { class: "sh-picture" },
        element("img", { src: row.thumbnail_url, alt: say("picture", { width: row.width, height: row.height }), loading: "lazy" }),
        element("figcaption", {}, element("a", { href: row.url }, say("picture_full")), this.editable ? removeButton(() => this.removePicture(row)) : null),
      ),
    );
    this.pictureBox.replaceChildren(...rows);
  }

  // Pictures of a paste or a drop belong to the open criterion. True when there was one.
  take(files) {
    const found = [...files].filter((file) => PICTURES.includes(file.type));
    if (!this.editable || !this.cell) return false;
    for (const file of found) this.addPicture(this.cell, file);
    return found.length > 0;
  }

  async addPicture(cell, file) {
    const body = new FormData();
    body.append("criterion", cell.criterion.id);
    body.append("channel", cell.channel);
    body.append("picture", file, file.name || "pasted");
    const answer = await this.send("POST", "screenshots/", body);
    if (answer.kind !== "ok") return;
    this.pictures.push(answer.data);
    if (this.cell === cell) this.showPictures();
  }

  async removePicture(row) {
    const answer = await this.send("DELETE", `screenshots/${row.id}/`);
    if (answer.kind !== "ok") return;
    this.pictures.splice(this.pictures.indexOf(row), 1);
    this.showPictures();
  }
}
