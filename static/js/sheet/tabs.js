// Other tabs of the same person on the same sheet: what one has saved, the others show.
export class Tabs {
  constructor({ user, sheet, onCells }) {
    this.channel = new BroadcastChannel(`pingheng-sheet-${user}-${sheet}`);
    this.channel.onmessage = ({ data }) => onCells(data);
  }

  tell(cells, figures) {
    const rows = cells.map((cell) => ({ key: cell.key, ...cell.confirmed }));
    this.channel.postMessage({ rows, figures });
  }
}
