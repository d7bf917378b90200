// The sheets behind the columns, by site, and their cells: both stay while one goes from column to column.
import { Cell, cellKey } from "./cells.js";
import { Parts } from "./parts.js";
import { Proposals } from "./proposals.js";

export class ColumnSites {
  // data: {pattern, sheetApi}: the addresses of a sheet's page and interface with 0 for its id.
  constructor(data, saving, onTrouble) {
    Object.assign(this, { data, saving, onTrouble, homes: new Map() });
  }

  // The sheet of a row as cells know it: {id, path, url, entity, key, editable, given: the row itself}.
  home(row) {
    const address = (text) => text.replace("/0/", `/${row.sheet}/`);
    const { name: entity, key } = row.entity;
    const known = this.homes.get(row.sheet) ?? { id: row.sheet, path: address(this.data.sheetApi), url: address(this.data.pattern), entity, key };
    this.homes.set(row.sheet, known);
    return Object.assign(known, { editable: row.editable, given: row });
  }

  // A cell that was here before keeps what is on its way.
  cell(given, criterion, home) {
    const { cells } = this.saving;
    const key = cellKey({ sheet: home.id, ...given });
    const known = cells.get(key);
    if (known) known.learn(given);
    for (const name of ["earlier", "claim", "facts"]) if (known && given[name]) known.aside[name] = given[name];
    const cell = known ?? new Cell(given, criterion, null, home);
    cells.set(key, cell);
    return cell;
  }

  // Findings and pictures of a cell and what is proposed for its site, once they are asked for. gates, vetoes: the column's.
  extras(cell, { gates, vetoes }) {
    const { home } = cell;
    const shared = { editable: home.editable, onTrouble: this.onTrouble };
    home.parts ??= new Parts(home.given, home.path, shared);
    home.proposals ??= new Proposals({ ...home.given, gates, vetoes }, home.path, shared);
    return [...home.parts.of(cell), home.proposals.node];
  }
}
