// The columns of a component from the server; the next one is fetched ahead.
import { ask } from "./api.js";

export class ColumnSource {
  constructor(api) {
    this.api = api;
    this.ahead = null; // {place, answer}
  }

  // As it is now.
  get(place) {
    return ask("GET", `${this.api}${place.key}/`);
  }

  // What was fetched ahead is used once; only a cell's own version decides what is newer.
  async load(place) {
    const { ahead } = this;
    this.ahead = null;
    const answer = ahead?.place === place ? await ahead.answer : null;
    return answer?.kind === "ok" ? answer : this.get(place);
  }

  fetchAhead(place) {
    if (place) this.ahead = { place, answer: this.get(place) };
  }
}
