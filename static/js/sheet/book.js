// The sheet as it lies open: cells in document order by leaf, what is filled, which leaf and which cell are in front.
import { Cell } from "./cells.js";

export class Book {
  constructor(sheet, path) {
    const home = { id: sheet.id, entity: sheet.entity.name, path };
    this.nodes = sheet.tree;
    this.byCode = new Map(sheet.tree.map((node) => [node.code, node]));
    const criteria = new Map(sheet.tree.flatMap((node) => node.criteria.map((criterion) => [criterion.id, { criterion, node }])));
    const cells = sheet.cells.map((given) => new Cell(given, criteria.get(given.criterion).criterion, criteria.get(given.criterion).node, home));
    const disputed = new Map((sheet.disputed ?? []).map((row) => [`${row.criterion} ${row.channel}`, row.url]));
    for (const cell of cells) cell.disputed = disputed.get(`${cell.criterion.id} ${cell.channel}`) ?? "";
    this.cells = new Map(cells.map((cell) => [cell.key, cell]));
    this.leaves = sheet.tree.filter((node) => node.is_leaf && cells.some((cell) => cell.node === node));
    this.order = this.leaves.flatMap((leaf) => cells.filter((cell) => cell.node === leaf));
    this.places = new Map(this.order.map((cell) => [cell.place, cell]));
  }

  of(leaf) {
    return this.order.filter((cell) => cell.node === leaf);
  }

  beside(cell, by) {
    return this.order[this.order.indexOf(cell) + by] ?? null;
  }

  leafBeside(leaf, by) {
    return this.leaves[this.leaves.indexOf(leaf) + by] ?? null;
  }

  // The first cell after this one that is not filled, from the top again at the end; null when all are.
  unfinishedAfter(cell) {
    const at = this.order.indexOf(cell) + 1;
    return [...this.order.slice(at), ...this.order.slice(0, at)].find((one) => !one.isFilled) ?? null;
  }

  // The next one that is not filled, from here to the end only.
  unfinishedBelow(cell) {
    return this.order.slice(this.order.indexOf(cell) + 1).find((one) => !one.isFilled) ?? null;
  }

  // code → {asked, filled, conflicts, disputed}, the whole sheet under "".
  counts() {
    const found = new Map([["", none()]]);
    for (const cell of this.order) {
      for (let code = cell.node.code; code; code = this.byCode.get(code).parent) count(found, code, cell);
      count(found, "", cell);
    }
    return found;
  }

  // What the server or another tab knows; returns the cells that changed.
  learn(rows) {
    return rows.filter((row) => this.cells.get(row.key)?.learn(row)).map((row) => this.cells.get(row.key));
  }
}

const none = () => ({ asked: 0, filled: 0, conflicts: 0, disputed: 0 });

function count(found, code, cell) {
  const entry = found.get(code) ?? none();
  entry.asked += 1;
  entry.filled += cell.isFilled ? 1 : 0;
  entry.conflicts += cell.conflict ? 1 : 0;
  entry.disputed += cell.disputed ? 1 : 0;
  found.set(code, entry);
}
