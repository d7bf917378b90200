// The comment of a cell, with reasons to use again: found by their words or by pinyin, taken by a click or Alt and digit.
import { data, element } from "./dom.js";
import { isComposing } from "./keys.js";
import { say } from "./words.js";

const SHOWN = 9;

// Those of the criterion first; then by the text that stands after the last mark, in words or pinyin.
function matching(snippets, criterion, text) {
  const sought = text.split(/[\s，,；;。]/).pop().toLowerCase();
  const fitting = snippets.filter((one) => !one.criterion || one.criterion === criterion.id);
  const found = fitting.filter((one) => !sought || one.text.toLowerCase().includes(sought) || one.pinyin.includes(sought));
  return { sought, found: found.sort((a, b) => Number(Boolean(b.criterion)) - Number(Boolean(a.criterion))).slice(0, SHOWN) };
}

export function makeComment(cell, { saving, snippets, editable, leaveComment }) {
  const area = element("textarea", { class: "form-control sh-comment", rows: "1", maxlength: "4000", "aria-label": say("comment"), placeholder: say("comment_hint"), disabled: !editable });
  const list = element("div", { class: "sh-snippets", role: "group", "aria-label": say("snippets") });
  function tell(soon) {
    const content = cell.content;
    saving.change(cell, { value: content.value, comment: area.value, ready: content.ready ?? true, soon });
  }
  function take(snippet, sought) {
    const before = area.value.slice(0, area.value.length - sought.length);
    area.value = before + snippet.text;
    tell(true);
    offer();
    area.focus();
  }
  function offer() {
    const { sought, found } = matching(snippets, cell.criterion, area.value);
    list.replaceChildren(
      ...found.map((snippet, place) => element("button", { type: "button", class: "sh-snippet", onclick: () => take(snippet, sought) }, element("kbd", {}, String(place + 1)), data(snippet.text))),
    );
    list.hidden = found.length === 0;
  }
  area.addEventListener("input", (event) => {
    tell(false);
    if (!event.isComposing) offer();
  });
  area.addEventListener("compositionend", offer);
  area.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    const digit = event.altKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
    if (digit) {
      event.preventDefault();
      list.children[Number(digit) - 1]?.click();
    } else if (event.code === "Escape") {
      event.preventDefault();
      saving.commit(cell);
      leaveComment(cell);
    }
  });
  offer();
  return {
    node: element("div", { class: "sh-commenting", onclick: (event) => event.stopPropagation() }, area, list),
    focus: () => area.focus(),
    show(text) {
      if (document.activeElement !== area) area.value = text;
    },
  };
}
