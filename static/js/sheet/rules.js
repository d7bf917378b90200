// The eight rules of scoring.md §3 as far as a page needs them: what a typed text stands for, and how a value reads.
// Whether a value is one, the server decides; what is certainly none is not sent.
import { narrow, percent } from "./figures.js";
import { say, wordOf } from "./words.js";

export const NA = "NA";
const NUMBER = /^\d{1,15}(\.\d{1,20})?$/;

// 0.7 and .7 are as they stand; 7 and 85 can only mean 0.7 and 0.85, for a rating ends at 1; 100 is 1.
function ratingOf(text) {
  if (text === "100") return "1";
  if (/^\.\d+$/.test(text)) return `0${text}`;
  if (/^([2-9]|[1-9]\d)$/.test(text)) return `0.${text}`;
  return NUMBER.test(text) && Number(text) <= 1 ? text : null;
}

function signed(text) {
  const value = text.replace("\u2212", "-").replace(/^(-?)\./, "$10.");
  return NUMBER.test(value.replace(/^-/, "")) ? value : null;
}

function proportionOf(text) {
  const parts = text.split("/").map((part) => part.trim());
  if (parts.length !== 2 || !parts.every((part) => /^\d{1,15}$/.test(part))) return null;
  const [part, whole] = parts.map(Number);
  return whole > 0 && part <= whole ? parts.join("/") : null;
}

function itemsOf(text) {
  const parts = text.split(/[;,\s]+/).filter(Boolean);
  return parts.length && parts.every((part) => NUMBER.test(part)) ? parts.join(";") : null;
}

const readers = { rating: ratingOf, proportion: proportionOf, tiers: signed, count: (text) => (NUMBER.test(text) ? text : null), items: itemsOf };

export const isTyped = (rule) => rule.type in readers;

// The value a typed text stands for: "" for empty, null while it is none.
export function valueOf(rule, text) {
  const plain = narrow(text);
  if (!plain) return "";
  return plain.toUpperCase() === NA ? NA : readers[rule.type](plain);
}

export function countsOf(rule, value) {
  const counts = Object.fromEntries(Object.keys(rule.categories).map((key) => [key, 0]));
  for (const part of value && value !== NA ? value.split(";") : []) {
    const at = part.lastIndexOf("=");
    counts[part.slice(0, at).trim()] = Number(part.slice(at + 1));
  }
  return counts;
}

export const tallyOf = (counts) => Object.entries(counts).map(([key, count]) => `${key}=${count}`).join(";");

// How a stored value reads in a closed row and in a conflict.
export function shown(rule, value) {
  if (value === "") return say("empty");
  if (value === NA) return say("na");
  if (rule.type === "check") return value === "1" ? say("met") : say("not_met");
  if (rule.type === "levels") return wordOf(value);
  if (rule.type === "tally") return Object.entries(countsOf(rule, value)).map(([key, count]) => `${wordOf(key)} ${count}`).join(" · ");
  return value;
}

// Beside the field: what the typed figure amounts to, where that is not the figure itself.
export function meaning(rule, value) {
  if (!value || value === NA) return "";
  if (rule.type === "proportion") {
    const [part, whole] = value.split("/").map(Number);
    return percent(part / whole);
  }
  if (rule.type === "tiers") {
    const tier = rule.tiers.find(({ upto }) => upto === undefined || Number(value) <= upto);
    return percent(tier.ratio);
  }
  return rule.type === "rating" ? percent(Number(value)) : "";
}

// The value of full marks, null where there is none (amounts, counts, what must be counted first).
export function fullMarks({ rule, role }) {
  if (role === "penalty") return { rating: "0", check: "0", tally: rule.type === "tally" ? tallyOf(countsOf(rule, "")) : null }[rule.type] ?? null;
  if (role !== "ratio") return null;
  if (rule.type === "levels") return rule.levels.reduce((best, level) => (level.ratio > best.ratio ? level : best)).key;
  if (rule.type === "tally") return tallyOf(countsOf(rule, ""));
  return { rating: "1", check: "1" }[rule.type] ?? null;
}
