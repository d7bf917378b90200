// "/": find an indicator or a criterion of the sheet by its number, its words or pinyin.
import { data, element } from "./dom.js";
import { isComposing } from "./keys.js";

const SHOWN = 20;

export class Search {
  // box holds the field; pinyin: code or address → syllables run together, a space, initials.
  constructor(box, pinyin, book, page) {
    Object.assign(this, { book, page, field: box.querySelector("input") });
    this.entries = book.leaves.flatMap((leaf) => this.entriesOf(leaf, pinyin));
    this.list = element("ul", { class: "sh-found", hidden: true });
    box.append(this.list);
    this.field.addEventListener("input", (event) => {
      if (!event.isComposing) this.show();
    });
    this.field.addEventListener("compositionend", () => this.show());
    this.field.addEventListener("keydown", (event) => this.press(event));
  }

  entriesOf(leaf, pinyin) {
    const [first] = this.book.of(leaf);
    const entry = (cell, name, key) => ({ cell, name, sought: `${name} ${pinyin[key] ?? ""}`.toLowerCase() });
    const criteria = new Map(this.book.of(leaf).map((cell) => [cell.address, cell]).reverse());
    const found = [...criteria.values()].reverse();
    return [entry(first, `${leaf.code} ${leaf.name}`, leaf.code), ...found.map((cell) => entry(cell, `${cell.address} ${cell.criterion.text}`, cell.address))];
  }

  get matches() {
    const parts = this.field.value.toLowerCase().split(/\s+/).filter(Boolean);
    return parts.length ? this.entries.filter(({ sought }) => parts.every((part) => sought.includes(part))).slice(0, SHOWN) : [];
  }

  show() {
    const made = this.matches.map((entry) => element("li", {}, element("button", { type: "button", class: "sh-hit", onclick: () => this.take(entry) }, data(entry.name))));
    this.list.replaceChildren(...made);
    this.list.hidden = made.length === 0;
  }

  take({ cell }) {
    this.leave();
    this.page.goTo(cell);
  }

  leave() {
    this.field.value = "";
    this.show();
  }

  press(event) {
    if (isComposing(event)) return;
    if (event.code === "Enter") {
      event.preventDefault();
      const [first] = this.matches;
      if (first) this.take(first);
    } else if (event.code === "Escape") {
      event.preventDefault();
      this.leave();
      this.page.goTo(this.page.current);
    }
  }
}
