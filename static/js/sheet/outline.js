import { element } from "./dom.js";
import { say } from "./words.js";

// The columns of a component in document order: each criterion, and each leaf with all of its criteria.
export class Outline {
  constructor(leaves) {
    this.leaves = leaves.map((leaf) => ({ key: `leaves/${leaf.id}`, leaf, title: `${leaf.code} ${leaf.name}`, text: "", criteria: leaf.criteria.map((criterion) => this.place(leaf, criterion)) }));
    this.criteria = this.leaves.flatMap((place) => place.criteria);
    this.byKey = new Map([...this.leaves, ...this.criteria].map((place) => [place.key, place]));
  }

  place(leaf, criterion) {
    return { key: String(criterion.id), leaf, title: criterion.address, text: criterion.text };
  }

  // To choose from: a group a leaf, all of its criteria first where it has several.
  options() {
    const option = ({ key }, text) => element("option", { value: key, translate: "no" }, text);
    return this.leaves.map((place) => {
      const all = place.criteria.length > 1 ? [option(place, `${place.leaf.code} · ${say("whole_leaf")}`)] : [];
      return element("optgroup", { label: place.title }, ...all, ...place.criteria.map((one) => option(one, `${one.title} ${one.text}`)));
    });
  }

  // The place an address ends in, undefined for one that is not there.
  at(path) {
    return this.byKey.get(/((?:leaves\/)?\d+)\/$/.exec(path)?.[1]);
  }

  // The next one of its kind, or the one before.
  beside(place, by) {
    const row = place.criteria ? this.leaves : this.criteria;
    return row[row.indexOf(place) + by];
  }
}
