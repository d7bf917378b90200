// What stands beside a cell: the agency's own answer, last campaign's value, measured facts. Some of it comes only with
// the answer to the first value, so that nobody is led by it.
import { pieceNode } from "../evidence/show.js";
import { chip, data, element } from "./dom.js";
import { say, wordOf } from "./words.js";

export function asideOf({ aside }) {
  const { earlier, claim, facts } = aside;
  return [...(claim ? claimed(claim) : []), ...(earlier ? before(earlier) : []), ...(facts?.length ? measured(facts) : [])];
}

function claimed({ value, statement, late, taken_over: takenOver, files }) {
  const marks = [late ? chip("attention", "clock", say("claim_late")) : null, takenOver ? chip("neutral", "copy", say("claim_taken_over")) : null];
  return [
    element("h2", {}, say("claim")),
    element("p", {}, value === null ? element("span", { class: "ph-soft" }, say("claim_hidden")) : data(wordOf(value) || "—", { class: "ph-strong" }), " ", ...marks.filter(Boolean)),
    statement ? element("p", { translate: "no" }, statement) : null,
    files.length ? element("ul", { class: "ev-list" }, files.map((version) => pieceNode(version))) : null,
  ].filter(Boolean);
}

function before({ campaign, values, settled }) {
  return [
    element("h2", {}, say("earlier")),
    element("p", {}, data(values.map(wordOf).join(" / "), { class: "ph-strong" }), " ", element("span", { class: "ph-soft", translate: "no" }, campaign), settled ? " " : null, settled ? chip("done", "gavel", say("earlier_settled")) : null),
  ];
}

const measured = (facts) => [element("h2", {}, say("facts")), ...facts.map(({ text, value }) => element("p", { translate: "no" }, `${text} ${value}`))];
