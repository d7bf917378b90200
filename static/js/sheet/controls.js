// The control for each of the eight rules. A control is {node, focus(), show(value, typed), and what keys do:
// digit(sign) → taken?, pick(value)}. It calls change(value, {ready, soon}) while it is used, and done() when a value is
// complete and the next row is wanted.
import { button, data, element } from "./dom.js";
import { narrow } from "./figures.js";
import { countsOf, isTyped, meaning, NA, tallyOf, valueOf } from "./rules.js";
import { say, wordOf } from "./words.js";

export function makeControl(criterion, calls) {
  const { rule } = criterion;
  if (rule.type === "check") return buttons([["1", say("met"), "1"], ["0", say("not_met"), "0"]], calls);
  if (rule.type === "levels") return buttons(rule.levels.map(({ key, ratio }, place) => [key, wordOf(key), String((place + 1) % 10), ratio]), calls);
  if (rule.type === "tally") return steppers(rule, calls);
  if (isTyped(rule)) return field(rule, criterion, calls);
  throw new Error(`no control for the rule ${rule.type}`);
}

// choices: [value, label, the digit that picks it, ratio]
function buttons(choices, { change, done, label, locked }) {
  const made = choices.map(([value, text, digit, ratio], place) =>
    button([place < 10 ? element("kbd", {}, digit) : null, data(text), ratio === undefined ? null : element("small", {}, `${Math.round(ratio * 100)}%`)], () => pick(value), {
      "aria-pressed": "false",
      disabled: locked,
      "data-value": value,
    }),
  );
  function pick(value) {
    change(value, { ready: true, soon: true });
    done();
  }
  return {
    node: element("div", { class: "sh-choices", role: "group", "aria-label": label }, made),
    focus: null,
    show: (value) => made.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.value === value))),
    digit(sign) {
      const choice = choices.slice(0, 10).find(([, , digit]) => digit === sign);
      if (choice) pick(choice[0]);
      return Boolean(choice);
    },
  };
}

const isSame = (a, b) => a === b || (Boolean(a) && Boolean(b) && Number(a) === Number(b));
const HINTS = { rating: "hint_rating", proportion: "hint_proportion", tiers: "hint_number", count: "hint_number", items: "hint_items" };

function field(rule, criterion, { change, done, label, locked }) {
  const input = element("input", { class: "form-control sh-number", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "200", "data-grid": true, "aria-label": label, placeholder: say(HINTS[rule.type]), disabled: locked });
  const slider = rule.type === "rating" ? element("input", { type: "range", class: "sh-slider", min: "0", max: "1", step: String(rule.step ?? 0.01), "aria-label": label, disabled: locked }) : null;
  const means = element("output", { class: "sh-means" });
  const fault = element("span", { class: "ph-field-error", role: "alert" });
  function present(value) {
    means.textContent = meaning(rule, value);
    fault.textContent = value === null ? say("no_value") : "";
    input.setAttribute("aria-invalid", String(value === null));
    if (slider) slider.value = value && value !== NA ? value : "0";
  }
  function typed() {
    const value = valueOf(rule, input.value);
    present(value ?? "");
    change(value ?? narrow(input.value), { ready: value !== null, soon: false });
  }
  function commit() {
    const value = valueOf(rule, input.value);
    present(value);
    if (value === null) return false;
    input.value = value;
    return true;
  }
  input.addEventListener("input", (event) => {
    if (!event.isComposing) typed();
  });
  input.addEventListener("compositionend", typed);
  input.addEventListener("focus", () => input.select());
  slider?.addEventListener("input", () => {
    input.value = slider.value;
    typed();
  });
  return {
    node: element("div", { class: "sh-field" }, slider, input, means, fault),
    focus: input,
    show(value, ready = true) {
      // What is being typed is left as it is written, 0.70 for 0.7 too.
      if (document.activeElement === input && input.value !== "" && (!ready || isSame(valueOf(rule, input.value), value))) return;
      input.value = value;
      present(ready ? value : null);
    },
    digit: () => false, // the field takes them itself
    // Whether what stands in the field may be left: a value, or nothing.
    commit,
    enter() {
      if (commit()) done();
    },
    // A digit struck while the row, not the field, has the focus.
    begin(sign) {
      input.focus();
      input.value = sign;
      typed();
    },
  };
}

function steppers(rule, { change, label, locked }) {
  let counts = countsOf(rule, "");
  const keys = Object.keys(rule.categories);
  const inputs = new Map();
  function step(key, by) {
    counts[key] = Math.max(0, counts[key] + by);
    tell(true);
  }
  function tell(soon) {
    for (const [key, input] of inputs) if (document.activeElement !== input) input.value = counts[key];
    change(tallyOf(counts), { ready: true, soon });
  }
  const rows = keys.map((key) => {
    const input = element("input", { class: "form-control sh-count", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "6", "data-grid": true, "aria-label": `${label} ${wordOf(key)}`, disabled: locked });
    input.addEventListener("input", (event) => {
      if (event.isComposing) return;
      const text = narrow(input.value);
      const isCount = /^\d*$/.test(text);
      input.setAttribute("aria-invalid", String(!isCount));
      if (!isCount) return;
      counts[key] = Number(text);
      tell(false);
    });
    inputs.set(key, input);
    return element(
      "div",
      { class: "sh-step" },
      data(wordOf(key), { class: "sh-step-name" }),
      button("−", () => step(key, -1), { "aria-label": say("less"), disabled: locked }),
      input,
      button("+", () => step(key, 1), { "aria-label": say("more"), disabled: locked }),
    );
  });
  return {
    node: element("div", { class: "sh-steps", role: "group", "aria-label": label }, rows),
    focus: inputs.get(keys[0]),
    show(value) {
      counts = countsOf(rule, value);
      for (const [key, input] of inputs) if (document.activeElement !== input) input.value = value && value !== NA ? counts[key] : "";
    },
    digit: () => false,
    begin(sign) {
      const input = inputs.get(keys[0]);
      input.focus();
      input.value = sign;
      input.dispatchEvent(new Event("input"));
    },
    enter: null,
  };
}
