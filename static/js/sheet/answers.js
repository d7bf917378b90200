// What the answer to an operation makes of its cell, and of the records that the browser keeps for it.
import { newId } from "./queue.js";

const contentOf = ({ value, comment, version }) => ({ value, comment, version });

// Takes a result of the server {operation, status, …} into the cell whose answer was awaited. Returns what becomes of the
// records: {put: to be kept, removed: operations that are done with}.
export function settle(cell, result) {
  const { sent, next } = cell;
  cell.sent = null;
  const take = { saved: confirm, conflict: lose, refused: refuse }[result.status];
  const kept = take(cell, result, sent);
  const done = [sent, next].filter((record) => record && record !== kept);
  return { put: kept ? [kept] : [], removed: done.map(({ operation }) => operation) };
}

// What was typed meanwhile goes next, on the version that is confirmed now.
function confirm(cell, result) {
  if (result.version > cell.confirmed.version) cell.confirmed = contentOf(result);
  if (result.aside) cell.aside = result.aside;
  if (cell.next?.ready && cell.isAlready(cell.next)) cell.next = null;
  if (cell.next) cell.next.base ??= contentOf(result);
  return cell.next;
}

// A person decides between theirs and the newest of mine, unless they are the same.
function lose(cell, { theirs }, sent) {
  const { value, comment } = cell.next ?? sent;
  const mine = { value, comment };
  if (theirs.version > cell.confirmed.version) cell.confirmed = contentOf(theirs);
  cell.next = null;
  if (value === theirs.value && comment === theirs.comment) return null;
  const record = { ...sent, ...mine, operation: newId(), conflict: theirs };
  cell.conflict = { mine, theirs, base: sent.base, record };
  return record;
}

// The text stays in the field with the reason; the next attempt is another operation.
function refuse(cell, { reason }, sent) {
  if (cell.next) cell.next.base ??= sent.base;
  else {
    cell.fault = reason;
    cell.next = { ...sent, operation: newId(), sent: false, ready: false };
  }
  return cell.next;
}
