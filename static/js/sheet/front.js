// One cell is in front: its row is open, the others are closed.
export class Front {
  constructor() {
    this.rows = new Map(); // cell → its row, of all that are shown
    this.current = null;
  }

  get row() {
    return this.rows.get(this.current);
  }

  select(cell) {
    if (this.current === cell) return;
    this.leave();
    this.current = cell;
    this.row.open();
    this.arrive(cell);
  }

  leave() {
    this.row?.close();
    this.current = null;
  }

  // What a page does beside it.
  arrive() {
    throw new Error("a page says what follows the cell in front");
  }
}
