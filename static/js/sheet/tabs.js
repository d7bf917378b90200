// Other tabs of the same person: what one has saved, the others show, on the sheet and down a column.
export class Tabs {
  // onCells({rows, sheet, figures}): rows of one sheet, some or all of which may be strange to this page.
  constructor(user, onCells) {
    this.channel = new BroadcastChannel(`pingheng-cells-${user}`);
    this.channel.onmessage = ({ data }) => onCells(data);
  }

  tell({ cells, sheet, figures }) {
    const rows = cells.map((cell) => ({ key: cell.key, ...cell.confirmed }));
    this.channel.postMessage({ rows, sheet, figures });
  }
}
