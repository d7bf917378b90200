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
