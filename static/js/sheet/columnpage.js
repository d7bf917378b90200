// The table of a column: what is in front, the next column, and everything that is shown again when a cell changes.
import { cellKey } from "./cells.js";
import { ColumnRow } from "./columnrow.js";
import { ColumnSites } from "./columnsites.js";
import { ColumnSource } from "./columnsource.js";
import { data, element } from "./dom.js";
import { percent } from "./figures.js";
import { Front } from "./front.js";
import { Notices } from "./notices.js";
import { Outline } from "./outline.js";
import { fullMarks } from "./rules.js";
import { SiteWindow } from "./site.js";
import { Snippets } from "./snippets.js";
import { say } from "./words.js";

const isToDo = (cell) => !cell.isFilled && cell.home.editable;

export class ColumnPage extends Front {
  // outline: the leaves with their criteria; pinyin: entity key → syllables, a space, initials.
  constructor(root, saving, { outline, snippets, pinyin }) {
    super();
    Object.assign(this, { root, saving, pinyin, outline: new Outline(outline), order: [], shown: [] });
    const find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.box = { head: find("head"), about: find("about"), table: find("table"), criterion: find("criterion"), earlier: find("earlier"), claim: find("claim"), bar: find("bar"), count: find("count"), empty: find("none"), leaf: find("leaf") };
    this.picker = find("picker");
    this.onlyOpen = find("unfinished");
    this.sought = find("search");
    this.turnWord = find("turn-word");
    this.notices = new Notices(find("notices"));
    const onTrouble = (answer) => this.notices.trouble(answer);
    this.snippets = new Snippets(snippets, root.dataset.snippets, onTrouble);
    this.source = new ColumnSource(root.dataset.api);
    this.sites = new ColumnSites(root.dataset, saving, onTrouble);
    this.site = new SiteWindow();
    this.suffix = document.title;
    this.picker.append(...this.outline.options());
    this.picker.addEventListener("change", () => this.turnTo(this.outline.byKey.get(this.picker.value)));
    this.onlyOpen.addEventListener("change", () => this.filter());
    this.sought.addEventListener("input", () => this.filter());
    this.sought.addEventListener("keydown", (event) => this.leaveSearch(event));
  }

  // --- columns --------------------------------------------------------------------------------------------------------
  // The next or previous criterion; in a column of a whole leaf, the next or previous leaf.
  turn(by) {
    this.turnTo(this.outline.beside(this.place, by));
  }

  async turnTo(place, { push = true } = {}) {
    if (!place || place === this.place) return;
    this.wanted = place;
    const answer = await this.source.load(place);
    if (this.wanted !== place) return; // somebody has gone on meanwhile
    if (answer.kind !== "ok") {
      this.picker.value = this.place.key;
      this.notices.trouble(answer);
      return;
    }
    window.clearTimeout(this.remembering);
    if (push) history.pushState(null, "", `${this.root.dataset.page}${place.key}/`);
    this.show(place, answer.data);
    this.goTo(this.startAt());
  }

  openAddress() {
    this.turnTo(this.outline.at(window.location.pathname), { push: false });
  }

  show(place, column) {
    this.leave();
    Object.assign(this, { place, column, rows: new Map(), order: [] });
    this.read(column);
    const bodies = this.order.map((cell) => this.rows.get(cell).box);
    this.box.table.querySelectorAll("tbody").forEach((body) => body.remove());
    this.box.table.append(...bodies);
    this.showHead();
    this.filter();
    window.clearTimeout(this.later);
    this.later = window.setTimeout(() => this.source.fetchAhead(this.outline.beside(this.place, 1)), 300);
  }

  read(column) {
    const criteria = new Map(column.criteria.map((criterion) => [criterion.id, criterion]));
    const byLeaf = column.criteria.length > 1;
    const channels = new Set(column.rows.flatMap((row) => row.cells.map(({ channel }) => channel)));
    const app = { ...this.calls(), byLeaf, byChannel: channels.size > 1, hasEarlier: column.has_earlier, hasClaims: column.has_claims };
    column.rows.forEach((row, place) => {
      const home = this.sites.home(row);
      home.parts = home.proposals = null; // of the criteria of the column before
      const site = { number: place + 1, entity: row.entity.name, channels: row.channels };
      row.cells.forEach((given, at) => {
        const cell = this.sites.cell(given, criteria.get(given.criterion), home);
        this.order.push(cell);
        this.rows.set(cell, new ColumnRow(cell, app, { ...site, isFirst: at === 0, sheetUrl: `${home.url}#${encodeURIComponent(cell.place)}` }));
      });
    });
  }

  calls() {
    return {
      saving: this.saving,
      site: this.site,
      snippets: this.snippets,
      editable: (cell) => cell.home.editable,
      select: (cell) => this.select(cell),
      forward: (cell) => this.forward(cell),
      leaveComment: (cell) => this.goTo(cell),
      extras: (cell) => this.sites.extras(cell, this.column),
    };
  }

  // --- what is in front -------------------------------------------------------------------------------------------------
  startAt() {
    const wanted = Number(window.location.hash.slice(1));
    return this.shown.find((cell) => cell.home.id === wanted) ?? this.shown.find(isToDo) ?? this.shown[0];
  }

  // The address says where one is, so that a reload begins there. It is slow to write, and can wait.
  arrive() {
    window.clearTimeout(this.remembering);
    this.remembering = window.setTimeout(() => history.replaceState(null, "", `#${this.current?.home.id ?? ""}`), 1000);
  }

  goTo(cell) {
    if (!cell) return;
    this.select(cell);
    this.row.focus();
  }

  step(by) {
    this.goTo(this.shown[this.shown.indexOf(this.current) + by]);
  }

  forward(cell) {
    this.goTo(this.shown[this.shown.indexOf(cell) + 1] ?? cell);
  }

  // The next unfinished site, in the same column; from the top again at the end.
  unfinished() {
    const at = this.shown.indexOf(this.current) + 1;
    this.goTo([...this.shown.slice(at), ...this.shown.slice(0, at)].find(isToDo));
  }

  nextUnfinishedBelow() {
    return this.shown.slice(this.shown.indexOf(this.current) + 1).find(isToDo) ?? null;
  }

  fillable() {
    return this.shown.filter((cell) => cell.home.editable && cell.content.value === "" && !cell.conflict && fullMarks(cell.criterion) !== null);
  }

  nextPlace() {
    this.turn(1);
  }

  openFinding() {
    this.current.home.parts?.openFinding?.();
  }

  openVeto() {
    this.current.home.proposals?.openForm?.();
  }

  openSite() {
    this.row.node.querySelector(".co-sites a")?.click();
  }

  take(files) {
    return this.current?.home.parts?.take(files) ?? false;
  }

  // --- showing --------------------------------------------------------------------------------------------------------
  showHead() {
    const { place, column } = this;
    const [only, ...more] = column.criteria;
    document.title = `${place.title} · ${this.suffix}`;
    this.box.head.replaceChildren(data(place.title));
    this.box.about.replaceChildren(...(more.length ? [data(`${column.component.name} · ${column.round}`, { class: "ph-soft" })] : [data(only.text), only.share ? element("span", { class: "sh-tag" }, percent(only.share)) : null, element("span", { class: "ph-soft" }, only.rule_words)].filter(Boolean)));
    const columns = { "by-leaf": [this.box.criterion, more.length > 0], "has-earlier": [this.box.earlier, column.has_earlier], "has-claims": [this.box.claim, column.has_claims] };
    for (const [name, [head, isThere]] of Object.entries(columns)) {
      head.hidden = !isThere;
      this.box.table.classList.toggle(`co-${name}`, isThere);
    }
    this.picker.value = place.key;
    this.turnWord.textContent = say(more.length ? "turn_leaf" : "turn_criterion");
    for (const by of [-1, 1]) this.root.querySelector(`[data-part="${by < 0 ? "previous" : "next"}"]`).disabled = !this.outline.beside(place, by);
  }

  // Which rows stand in the table. A row that gets its value stays until the filter is set again: nothing jumps away.
  filter() {
    const text = this.sought.value.trim().toLowerCase();
    const fits = (cell) => !text || `${cell.home.entity} ${this.pinyin[cell.home.key] ?? ""}`.toLowerCase().includes(text);
    this.shown = this.order.filter((cell) => (!this.onlyOpen.checked || !cell.isFilled) && fits(cell));
    const visible = new Set(this.shown);
    for (const [cell, row] of this.rows) row.box.hidden = !visible.has(cell);
    this.box.empty.hidden = this.shown.length > 0;
    if (this.current && !visible.has(this.current)) this.leave();
    this.showCounts();
  }

  leaveSearch(event) {
    if (event.isComposing || !["Enter", "Escape"].includes(event.code)) return;
    event.preventDefault();
    if (event.code === "Escape") this.sought.value = "";
    this.filter();
    this.goTo(this.current ?? this.shown[0]);
  }

  showCells(cells) {
    for (const cell of cells) this.rows.get(cell)?.show();
    this.showCounts();
  }

  showCounts() {
    const filled = this.order.filter((cell) => cell.isFilled).length;
    this.box.bar.max = this.order.length || 1;
    this.box.bar.value = filled;
    this.box.count.textContent = `${filled}/${this.order.length}`;
  }

  // --- what comes from elsewhere ----------------------------------------------------------------------------------------
  heard({ rows }) {
    const { cells } = this.saving;
    this.showCells(rows.filter((row) => cells.get(row.key)?.learn(row)).map((row) => cells.get(row.key)));
  }

  isElsewhere(record) {
    return !this.saving.cells.has(cellKey(record));
  }

  async refresh() {
    const { place } = this;
    const answer = await this.source.get(place);
    if (answer.kind !== "ok" || place !== this.place) return;
    const { cells } = this.saving;
    for (const row of answer.data.rows) {
      this.sites.home(row);
      this.heard({ rows: row.cells.map((given) => ({ ...given, key: cellKey({ sheet: row.sheet, ...given }) })) });
    }
    for (const cell of cells.values()) if (this.rows.has(cell)) this.rows.get(cell).show();
  }
}
