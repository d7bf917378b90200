// What the page has to say, above everything else, until it is put away.
import { element, icon } from "./dom.js";
import { removeButton } from "./pieces.js";
import { say } from "./words.js";

export class Notices {
  constructor(box) {
    this.box = box;
  }

  add(kind, symbol, ...content) {
    const made = element("div", { class: `ph-notice ph-${kind}`, role: kind === "veto" ? "alert" : "status" }, icon(symbol), element("div", {}, content));
    made.append(removeButton(() => made.remove(), "close", "sh-away"));
    this.box.append(made);
    return made;
  }

  // Why the server did not take something.
  trouble(answer) {
    const word = { offline: "offline_now", signedOut: "signed_out_now" }[answer.kind];
    this.add("veto", "circle-x", word ? say(word) : answer.detail || say("server_fault", { reason: "", count: "" }));
  }
}
