// Sending what is typed: in order, per cell one operation at a time, again and again until it is answered.
// A repeated operation is harmless (the server answers the same), so nothing is given up on a missing answer.
// A request holds cells of one sheet; what stops one sheet (submitted, no longer assigned) does not stop the others.
import { settle } from "./answers.js";
import { ask } from "./api.js";
import { cellKey } from "./cells.js";
import { newId } from "./queue.js";

const MOST = 50;
const AT_ONCE = 3; // requests, each for another sheet
const PAUSES = [1000, 2000, 4000, 8000, 15000];
const TYPING = 500; // ms of rest before typed text is sent

export class Saving extends EventTarget {
  // cells: Map key → Cell, to which a page may add; events: "change" {cells}, "saved" {cells, sheet, figures}, "state".
  constructor({ user, queue, cells }) {
    super();
    Object.assign(this, { user, queue, cells, tab: newId(), outage: null, savedAt: null, order: Date.now() });
    this.due = new Map(); // cell key → moment from which its next record may go
    this.stopped = new Map(); // sheet → why it takes nothing any more
    this.failing = new Set(); // sheets at which the server failed: the others go first
    this.attempts = 0;
    // Held while this tab lives: others leave its records alone.
    navigator.locks?.request(`pingheng-tab-${this.tab}`, () => new Promise(() => {}));
    window.addEventListener("online", () => this.retry());
  }

  get waiting() {
    return [...this.cells.values()].filter((cell) => cell.isOpen).length;
  }

  // Why something is not on its way: {kind, detail, final}, null when all is well.
  get trouble() {
    return this.outage ?? [...this.stopped.values()][0] ?? null;
  }

  troubleOf(cell) {
    return this.outage ?? this.stopped.get(cell.home.id) ?? null;
  }

  get conflicts() {
    return [...this.cells.values()].filter((cell) => cell.conflict).length;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // --- changing a cell ------------------------------------------------------------------------------------------------
  // ready: false while the text is no value yet; it is kept, and not sent.
  change(cell, { value, comment, ready = true, soon = true }) {
    cell.fault = "";
    if (cell.conflict) {
      this.rethink(cell, { value, comment });
    } else if (ready && cell.isAlready({ value, comment })) {
      this.forget(cell);
    } else {
      cell.next ??= this.record(cell);
      Object.assign(cell.next, { value, comment, ready });
      this.queue.write([cell.next]);
      this.due.set(cell.key, soon ? 0 : performance.now() + TYPING);
    }
    this.tell("change", { cells: [cell] });
    if (ready) this.wake(soon ? 0 : TYPING + 10);
  }

  // Typing on while a conflict is open changes what "mine" is; it is sent once the person has decided.
  rethink({ conflict }, content) {
    conflict.mine = content;
    Object.assign(conflict.record, content);
    this.queue.write([conflict.record]);
  }

  record(cell) {
    this.order = Math.max(this.order + 1, Date.now());
    return {
      user: this.user,
      sheet: cell.home.id,
      entity: cell.home.entity,
      operation: newId(),
      criterion: cell.criterion.id,
      channel: cell.channel,
      base: cell.sent ? null : { ...cell.confirmed },
      order: this.order,
      tab: this.tab,
      sent: false,
      conflict: null,
    };
  }

  forget(cell) {
    if (cell.next) this.queue.write([], [cell.next.operation]);
    cell.next = null;
  }

  // What is typed may go now: Enter, another row, leaving the page.
  commit(cell) {
    this.due.delete(cell.key);
    this.wake(0);
  }

  // --- conflicts ------------------------------------------------------------------------------------------------------
  keepMine(cell) {
    const { mine, theirs, record } = cell.conflict;
    cell.conflict = null;
    cell.confirmed = theirs;
    cell.next = { ...this.record(cell), value: mine.value, comment: mine.comment, ready: true };
    this.queue.write([cell.next], [record.operation]);
    this.tell("change", { cells: [cell] });
    this.wake(0);
  }

  takeTheirs(cell) {
    const { theirs, record } = cell.conflict;
    cell.conflict = null;
    cell.confirmed = theirs;
    this.queue.write([], [record.operation]);
    this.tell("change", { cells: [cell] });
  }

  // --- sending --------------------------------------------------------------------------------------------------------
  wake(delay) {
    setTimeout(() => this.run(), delay);
  }

  retry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.run();
  }

  async run() {
    if (this.running || this.timer) return;
    this.running = true;
    try {
      for (let batches = await this.batches(); batches.length; batches = await this.batches()) {
        this.tell("state");
        const answers = await Promise.all(batches.map((batch) => this.send(batch)));
        if (answers.includes(false)) break;
      }
    } finally {
      this.running = false;
      this.tell("state");
    }
  }

  isDue(cell, now) {
    if (this.stopped.has(cell.home.id)) return false;
    return Boolean(cell.sent) || (cell.next?.ready && !cell.conflict && (this.due.get(cell.key) ?? 0) <= now);
  }

  // What goes next: cells of some sheets, a list a sheet. Before an operation leaves it is marked as sent: from then on its
  // content stays what it is.
  async batches() {
    const now = performance.now();
    const orderOf = (cell) => (cell.sent ?? cell.next).order;
    const isFailing = (cell) => Number(this.failing.has(cell.home.id));
    const due = [...this.cells.values()].filter((cell) => this.isDue(cell, now));
    due.sort((a, b) => isFailing(a) - isFailing(b) || orderOf(a) - orderOf(b));
    const sheets = [...new Set(due.map((cell) => cell.home.id))].slice(0, AT_ONCE);
    const batches = sheets.map((sheet) => due.filter((cell) => cell.home.id === sheet).slice(0, MOST));
    const chosen = batches.flat();
    for (const cell of chosen) {
      if (cell.sent) continue;
      cell.sent = { ...cell.next, sent: true };
      cell.next = null;
    }
    if (chosen.length) {
      this.tell("change", { cells: chosen });
      await this.queue.write(chosen.map((cell) => cell.sent));
    }
    return batches;
  }

  async send(batch) {
    const operations = batch.map(({ sent }) => ({
      operation: sent.operation,
      criterion: sent.criterion,
      channel: sent.channel,
      value: sent.value,
      comment: sent.comment,
      base_version: sent.base.version,
    }));
    const { home } = batch[0];
    const answer = await ask("PUT", `${home.path}cells/`, { operations });
    if (answer.kind !== "ok") return this.fail(answer, batch);
    this.attempts = 0;
    this.outage = null;
    this.failing.delete(home.id);
    this.savedAt = new Date();
    const byOperation = new Map(batch.map((cell) => [cell.sent.operation, cell]));
    const settled = answer.data.results.map((result) => settle(byOperation.get(result.operation), result));
    await this.queue.write(settled.flatMap(({ put }) => put), settled.flatMap(({ removed }) => removed));
    this.tell("change", { cells: batch });
    this.tell("saved", { cells: batch.filter((cell) => cell.state !== "conflict"), sheet: home.id, figures: answer.data.figures });
    return true;
  }

  // True when other sheets may be tried at once.
  fail({ kind, detail }, batch) {
    const { id } = batch[0].home;
    const final = ["locked", "denied", "gone"].includes(kind);
    if (final) this.stopped.set(id, { kind, detail, final });
    else this.outage = { kind, detail, final };
    if (kind === "fault") this.failing.add(id);
    this.tell("change", { cells: batch });
    if (final) return true;
    const pause = PAUSES[Math.min(this.attempts, PAUSES.length - 1)];
    this.attempts += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), pause);
    return false;
  }

  // --- taking up what an earlier tab left ----------------------------------------------------------------------------
  // Returns the records of cells that are not on this page and that nobody sends at the moment.
  async adopt() {
    const locks = await navigator.locks?.query();
    const living = new Set((locks?.held ?? []).map(({ name }) => name.replace("pingheng-tab-", "")));
    const free = (await this.queue.all()).filter((record) => record.tab === this.tab || !living.has(record.tab));
    const touched = [];
    for (const record of free) {
      if (record.tab === this.tab) continue;
      const cell = this.cells.get(cellKey(record));
      if (!cell || (record.conflict ? cell.conflict : record.sent ? cell.sent : cell.next)) continue; // ours comes first
      record.tab = this.tab;
      this.place(cell, record);
      this.queue.write([record]);
      touched.push(cell);
    }
    if (touched.length) {
      this.tell("change", { cells: touched });
      this.wake(0);
    }
    return free.filter((record) => !this.cells.has(cellKey(record)));
  }

  place(cell, record) {
    if (record.conflict) cell.conflict = { mine: { value: record.value, comment: record.comment }, theirs: record.conflict, base: record.base, record };
    else if (record.sent) cell.sent = record;
    else cell.next = { ...record, base: record.base ?? (cell.sent ? null : { ...cell.confirmed }) };
  }
}
