// The line that says how the sheet stands: filled, saved, waiting, why not.
import { element, icon } from "./dom.js";
import { say } from "./words.js";

const clock = (moment) => moment.toLocaleTimeString("en-GB");

// kind of trouble → the word's key, an icon; anything else is a fault of the server.
const TROUBLES = { offline: ["offline", "wifi-off"], signedOut: ["signed_out", "login"], locked: ["locked", "lock"], denied: ["denied", "lock"], gone: ["denied", "lock"] };

export class Status {
  constructor(box, saving, signIn) {
    Object.assign(this, { box, saving, signIn, text: "" });
  }

  show() {
    const { saving } = this;
    const waiting = saving.waiting;
    const parts = this.parts(waiting);
    if (saving.conflicts) parts.push(element("span", { class: "sh-attention" }, icon("git-compare"), say("conflicts", { count: saving.conflicts })));
    const text = parts.map((part) => part.textContent).join(" ");
    if (text === this.text) return;
    this.text = text;
    this.box.replaceChildren(...parts);
  }

  parts(waiting) {
    const { trouble, savedAt } = this.saving;
    if (trouble) {
      const [word, symbol] = TROUBLES[trouble.kind] ?? ["server_fault", "alert-triangle"];
      const found = [element("span", { class: "sh-attention" }, icon(symbol), say(word, { count: waiting, reason: trouble.detail ?? "" }))];
      if (trouble.kind === "signedOut") found.push(element("a", { class: "btn btn-sm", href: this.signIn, target: "_blank" }, say("sign_in")));
      return found;
    }
    if (waiting) return [element("span", {}, icon("loader-2"), say("saving", { count: waiting }))];
    return savedAt ? [element("span", { class: "sh-done" }, icon("check"), say("saved_at", { time: clock(savedAt) }))] : [];
  }
}
