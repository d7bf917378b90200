// Reasons to use again: found by their words or by pinyin, and kept from a comment.
import { ask } from "./api.js";

const SHOWN = 9;
const LONGEST = 500;

export class Snippets {
  // path: where they are added; onTrouble(answer) says why one was not.
  constructor(rows, path, onTrouble) {
    Object.assign(this, { rows, path, onTrouble });
  }

  // Those of the criterion first; then by the text that stands after the last mark, in words or pinyin.
  matching(criterion, text) {
    const sought = text.split(/[\s，,；;。]/).pop().toLowerCase();
    const fitting = this.rows.filter((one) => !one.criterion || one.criterion === criterion.id);
    const found = fitting.filter((one) => !sought || one.text.toLowerCase().includes(sought) || one.pinyin.includes(sought));
    return { sought, found: found.sort((a, b) => Number(Boolean(b.criterion)) - Number(Boolean(a.criterion))).slice(0, SHOWN) };
  }

  mayKeep(text) {
    const plain = text.trim();
    return plain.length > 0 && plain.length <= LONGEST && !this.rows.some((one) => one.text === plain);
  }

  // For oneself, on every criterion of the campaign.
  async keep(text) {
    const answer = await ask("POST", this.path, { text: text.trim() });
    if (answer.kind === "ok") this.rows.push(answer.data);
    else this.onTrouble(answer);
  }
}
