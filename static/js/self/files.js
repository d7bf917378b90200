// The evidence behind an answer: dropped on it, chosen, taken from what was sent before, or a link.
import { ask } from "../sheet/api.js";
import { button, element, icon } from "../sheet/dom.js";
import { removeButton } from "../sheet/pieces.js";
import { say } from "../sheet/words.js";
import { dropZone } from "../evidence/drop.js";
import { linkForm, pieceNode, uploadNode } from "../evidence/show.js";
import { Uploads } from "../evidence/uploads.js";

export class Files {
  // entityPath: where the entity's evidence is sent to; onChange(cell key parts): the number behind a cell has changed.
  constructor(sheet, path, { user, entityPath, editable, notices, onChange }) {
    Object.assign(this, { path, entityPath, editable, notices, onChange, rows: sheet.attachments, stored: null });
    this.uploads = new Uploads({ user, path: entityPath, onBroken: () => notices.add("attention", "alert-triangle", say("not_kept")) });
    this.uploads.addEventListener("change", () => this.showUploads());
    this.uploads.addEventListener("done", ({ detail }) => {
      this.showUploads();
      this.stored = null;
      if (detail.upload.record.target) this.attach(detail.upload.record.target, detail.version.id);
    });
    this.sending = element("ul", { class: "ev-list" });
    if (editable) this.uploads.adopt();
  }

  countOf(cell) {
    return this.rows.filter((row) => cell.isAt(row)).length;
  }

  // The nodes of an open row.
  of(cell) {
    this.cell = cell;
    this.list = element("ul", { class: "ev-list" });
    this.store = element("div", { class: "ev-store" });
    this.show();
    this.showUploads();
    const tools = this.editable ? [dropZone((chosen) => this.send(chosen)), this.sending, this.chooser(), linkForm((given) => this.addLink(given))] : [];
    return [element("section", { class: "ev-behind", "aria-label": say("evidence") }, element("h3", {}, say("evidence")), this.list, ...tools)];
  }

  show() {
    const rows = this.rows.filter((row) => this.cell.isAt(row)).map((row) => pieceNode(row.evidence, this.editable ? [removeButton(() => this.detach(row))] : []));
    this.list?.replaceChildren(...(rows.length ? rows : [element("li", { class: "ev-none" }, say("no_files"))]));
  }

  showUploads() {
    this.sending.replaceChildren(...this.uploads.list.map((upload) => uploadNode(upload, this.uploads)));
  }

  target() {
    return { assessment: this.path, criterion: this.cell.criterion.id, channel: this.cell.channel };
  }

  send(chosen) {
    this.uploads.add(chosen, this.target());
  }

  // Files of a paste or a drop beside the zone belong to the open criterion.
  take(files) {
    if (!this.editable || !this.cell || !files.length) return false;
    this.send([...files].map((file) => ({ file, folder: "" })));
    return true;
  }

  async attach({ assessment, criterion, channel }, version) {
    const answer = await ask("POST", `${assessment}attachments/`, { criterion, channel, version });
    if (answer.kind !== "ok") return this.notices.trouble(answer);
    if (assessment !== this.path) return null;
    const piece = answer.data.evidence.evidence;
    this.rows = this.rows.filter((row) => !(row.criterion === criterion && row.channel === channel && row.evidence.evidence === piece));
    this.rows.push(answer.data);
    return this.changed();
  }

  async detach(row) {
    const answer = await ask("DELETE", `${this.path}attachments/${row.id}/`);
    if (answer.kind !== "ok") return this.notices.trouble(answer);
    this.rows.splice(this.rows.indexOf(row), 1);
    return this.changed();
  }

  changed() {
    if (this.cell) this.show();
    this.onChange();
  }

  async addLink(given) {
    const target = this.target();
    const answer = await ask("POST", `${this.entityPath}links/`, given);
    if (answer.kind !== "ok") {
      this.notices.trouble(answer);
      return false;
    }
    this.stored = null;
    await this.attach(target, answer.data.id);
    return true;
  }

  // What was sent before, for another criterion or from the page of evidence.
  chooser() {
    const box = element("details", { class: "sh-more" }, element("summary", {}, say("from_store")), this.store);
    box.addEventListener("toggle", async () => {
      if (!box.open) return;
      if (!this.stored) {
        const answer = await ask("GET", `${this.entityPath}evidence/`);
        if (answer.kind !== "ok") return this.notices.trouble(answer);
        this.stored = answer.data;
      }
      this.showStore();
    });
    return box;
  }

  showStore() {
    const there = new Set(this.rows.filter((row) => this.cell.isAt(row)).map((row) => row.evidence.id));
    const rows = this.stored.map((version) =>
      pieceNode(version, [there.has(version.id) ? element("span", { class: "ev-note" }, say("attached")) : button([icon("plus"), say("attach")], () => this.attach(this.target(), version.id).then(() => this.showStore()))]),
    );
    this.store.replaceChildren(rows.length ? element("ul", { class: "ev-list" }, rows) : element("p", { class: "ev-none" }, say("nothing_stored")));
  }
}
