// Small things that stand in many places: a button that takes something away, and a form that is folded behind a line.
import { button, element, icon } from "./dom.js";
import { say } from "./words.js";

export const removeButton = (onclick, label = "remove", more = "") => button(icon("x"), onclick, { class: `btn btn-sm btn-icon btn-quiet ${more}`.trim(), "aria-label": say(label), title: say(label) });

// take() is called when it is handed in; open() unfolds it and goes to its first field. Returns {node, form, open}.
export function foldedForm(summary, name, fields, take) {
  const form = element("form", { class: name }, ...fields, element("button", { type: "submit", class: "btn btn-sm" }, say("add")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take();
  });
  const node = element("details", { class: "sh-more" }, element("summary", {}, summary), form);
  const open = () => {
    node.open = true;
    fields[0].focus();
  };
  return { node, form, open };
}
