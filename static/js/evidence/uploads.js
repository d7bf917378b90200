// Sending files in pieces: a few at once, each from where the server says it stopped, again and again until it is
// answered. What the server refuses for good is shown with its reason.
import { ask } from "../sheet/api.js";
import { newId } from "../sheet/queue.js";
import { Waiting } from "./waiting.js";

const AT_ONCE = 3;
const PAUSES = [1000, 2000, 4000, 8000, 15000];
const LOCK = "pingheng-uploads-";

export class Uploads extends EventTarget {
  // path: /api/campaigns/…/entities/…/; events: "change" {upload}, "done" {upload, version}.
  constructor({ user, path, onBroken }) {
    super();
    Object.assign(this, { user, path, tab: newId(), list: [], paused: null, attempts: 0, pieces: "/api/uploads/" });
    this.waiting = new Waiting(user, onBroken);
    navigator.locks?.request(LOCK + this.tab, () => new Promise(() => {}));
    for (const name of ["online", "focus"]) window.addEventListener(name, () => this.resume());
  }

  // chosen: [{file, folder}]; target: what they are for, told again when they are done.
  add(chosen, target) {
    for (const { file, folder } of chosen) {
      const record = { key: newId(), user: this.user, path: this.path, id: null, name: file.name, folder, file, target, tab: this.tab };
      this.waiting.put(record);
      this.take(record);
    }
    this.run();
  }

  take(record) {
    const upload = { record, sent: 0, size: record.file.size, state: "waiting", reason: "" };
    this.list.push(upload);
    this.tell(upload);
  }

  // Take up what a reload or a closed tab left for this entity.
  async adopt() {
    const locks = await navigator.locks?.query();
    const living = new Set((locks?.held ?? []).map(({ name }) => name.replace(LOCK, "")));
    for (const record of await this.waiting.all()) {
      if (record.path !== this.path || living.has(record.tab)) continue;
      record.tab = this.tab;
      this.waiting.put(record);
      this.take(record);
    }
    this.run();
  }

  tell(upload, name = "change", more = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail: { upload, ...more } }));
  }

  run() {
    if (this.paused) return;
    const going = this.list.filter(({ state }) => state === "sending" || state === "checking").length;
    const next = this.list.filter(({ state }) => state === "waiting").slice(0, Math.max(AT_ONCE - going, 0));
    for (const upload of next) this.send(upload);
  }

  resume() {
    if (!this.paused) return;
    clearTimeout(this.timer);
    this.paused = null;
    for (const upload of this.list) {
      if (upload.state !== "paused") continue;
      upload.state = "waiting";
      this.tell(upload);
    }
    this.run();
  }

  // --- one file -------------------------------------------------------------------------------------------------------
  async send(upload) {
    this.show(upload, "sending");
    const state = await this.begun(upload);
    if (!state) return;
    let { received, piece, state: standing } = state;
    while (standing === "open" && received < upload.size) {
      if (upload.state === "cancelled") return;
      const answer = await put(`${this.pieces}${upload.record.id}/?offset=${received}`, upload.record.file.slice(received, received + piece));
      if (answer.kind !== "ok" && answer.data?.code !== "offset") {
        this.fail(upload, answer);
        return;
      }
      ({ received, piece, state: standing } = answer.data);
      this.attempts = 0;
      upload.sent = received;
      this.tell(upload);
    }
    await this.complete(upload);
  }

  // What the server knows of the file; announced anew where it knows nothing any more.
  async begun(upload) {
    const { record } = upload;
    let answer = record.id ? await ask("GET", `${this.pieces}${record.id}/`) : { kind: "gone" };
    if (answer.kind === "gone") {
      answer = await ask("POST", `${record.path}uploads/`, { name: record.name, folder: record.folder, size: upload.size });
      if (answer.kind === "ok") {
        record.id = answer.data.id;
        await this.waiting.put(record);
      }
    }
    if (answer.kind !== "ok") return this.fail(upload, answer);
    upload.sent = answer.data.received;
    return answer.data;
  }

  async complete(upload) {
    this.show(upload, "checking");
    const answer = await ask("POST", `${this.pieces}${upload.record.id}/completion/`);
    if (answer.kind !== "ok") return this.fail(upload, answer);
    this.show(upload, "done");
    this.forget(upload);
    this.tell(upload, "done", { version: answer.data });
    return this.run();
  }

  show(upload, state) {
    upload.state = state;
    this.tell(upload);
  }

  // Without a network or a sign-in everything waits; what is refused is refused for good.
  fail(upload, { kind, detail, data }) {
    const passes = kind === "offline" || kind === "signedOut" || (kind === "fault" && !data?.code);
    if (!passes) {
      upload.reason = detail || "";
      this.show(upload, "refused");
      this.waiting.remove(upload.record.key);
      this.run();
      return null;
    }
    this.paused = kind;
    for (const one of this.list) if (["waiting", "sending", "checking"].includes(one.state)) this.show(one, "paused");
    const pause = PAUSES[Math.min(this.attempts, PAUSES.length - 1)];
    this.attempts += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resume(), pause);
    return null;
  }

  forget(upload) {
    this.list.splice(this.list.indexOf(upload), 1);
    this.waiting.remove(upload.record.key);
  }

  cancel(upload) {
    this.show(upload, "cancelled");
    this.forget(upload);
    if (upload.record.id) ask("DELETE", `${this.pieces}${upload.record.id}/`);
    this.run();
  }
}

const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]*)/)?.[1] ?? "";
const KINDS = { 401: "signedOut", 403: "denied", 404: "gone", 409: "locked" };

// A piece as plain bytes; a slow line may take a minute for it.
async function put(path, piece) {
  const headers = { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRFToken": token() };
  let answer;
  try {
    answer = await fetch(path, { method: "PUT", headers, body: piece, credentials: "same-origin", signal: AbortSignal.timeout(90000) });
  } catch {
    return { kind: "offline" };
  }
  const given = await answer.json().catch(() => ({}));
  return { kind: answer.ok ? "ok" : (KINDS[answer.status] ?? "fault"), data: given, detail: given.detail ?? "" };
}
