// "?": all keys, to be moved by pressing another one, and to be switched off.
import { button, element } from "./dom.js";
import { chordOf, isComposing, printed } from "./keys.js";
import { say } from "./words.js";

const FIXED = [["0–9 .", "key_digits"], ["Enter", "key_enter"], ["↑ ↓", "key_arrows"], ["Tab", "key_tab"], ["/", "key_search"], ["Delete", "key_clear"], ["Ctrl+V", "key_paste"], ["Ctrl+Enter", "key_submit"], ["Esc", "key_escape"]];
const MODIFIERS = /^(Shift|Control|Alt|Meta)/;

export class KeyList {
  constructor(dialog, keys) {
    Object.assign(this, { dialog, keys, waiting: null });
    dialog.addEventListener("keydown", (event) => this.press(event));
    dialog.addEventListener("close", () => (this.waiting = null));
    this.body = element("div", {});
    dialog.append(this.body);
  }

  open() {
    this.show();
    this.dialog.showModal();
  }

  show() {
    const { keys } = this;
    const isOn = element("input", { type: "checkbox", class: "form-check-input", checked: keys.isOn, onchange: () => keys.switchOn(isOn.checked) });
    const rows = Object.entries(keys.codes).map(([action, code]) =>
      element(
        "tr",
        {},
        element("td", {}, this.waiting === action ? element("em", {}, say("press_key")) : code ? element("kbd", {}, printed(code)) : "—"),
        element("td", {}, say(`key_${action}`)),
        element("td", {}, button(say("change_key"), () => this.wait(action), { "data-action": action, "aria-label": `${say("change_key")} ${say(`key_${action}`)}` })),
      ),
    );
    const fixed = FIXED.map(([key, word]) => element("tr", {}, element("td", {}, element("kbd", {}, key)), element("td", {}, say(word)), element("td", {})));
    this.body.replaceChildren(
      element("label", { class: "sh-switch" }, isOn, say("single_keys")),
      element("table", { class: "ph-table ph-table-dense sh-keys" }, element("tbody", {}, rows, fixed)),
      element("div", { class: "ph-actions" }, button(say("reset_keys"), () => (keys.reset(), this.show())), button(say("close"), () => this.dialog.close())),
    );
  }

  wait(action) {
    this.waiting = action;
    this.show();
    this.body.querySelector(`[data-action="${action}"]`).focus();
  }

  press(event) {
    if (!this.waiting || isComposing(event) || MODIFIERS.test(event.code)) return;
    event.preventDefault();
    event.stopPropagation();
    const action = this.waiting;
    this.waiting = null;
    if (event.code !== "Escape") this.keys.assign(action, chordOf(event));
    this.show();
    this.body.querySelector(`[data-action="${action}"]`).focus();
  }
}
