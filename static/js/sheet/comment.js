// The comment of a cell, with reasons to use again, taken by a click or Alt and digit.
import { button, data, element, icon } from "./dom.js";
import { isComposing } from "./keys.js";
import { say } from "./words.js";

export function makeComment(cell, { saving, snippets, editable, leaveComment }) {
  const area = element("textarea", { class: "form-control sh-comment", rows: "1", maxlength: "4000", "aria-label": say("comment"), placeholder: say("comment_hint"), disabled: !editable });
  const list = element("div", { class: "sh-snippets", role: "group", "aria-label": say("snippets") });
  const keep = button([icon("plus"), say("keep_snippet")], () => snippets.keep(area.value).then(offer), { class: "sh-snippet sh-keep" });
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
    const { sought, found } = snippets.matching(cell.criterion, area.value);
    list.replaceChildren(
      ...found.map((snippet, place) => element("button", { type: "button", class: "sh-snippet", onclick: () => take(snippet, sought) }, element("kbd", {}, String(place + 1)), data(snippet.text))),
    );
    keep.hidden = !editable || !snippets.mayKeep(area.value);
    list.append(keep);
    list.hidden = found.length === 0 && keep.hidden;
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
      list.querySelectorAll("kbd")[Number(digit) - 1]?.parentElement.click();
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
      if (document.activeElement === area || area.value === text) return;
      area.value = text;
      offer();
    },
  };
}
