// The cells of one sheet, or of many in a column, and what is on its way for each of them.
//
//   confirmed   what the server said last {value, comment, version}
//   sent        the record whose answer is awaited; its content is fixed
//   next        the record that is being typed or waits for its turn
//   conflict    {mine, theirs, base, record}: the server held something newer; nothing is sent until a person has decided
//   fault       why the last typed value was refused

// Of a record, a row of the server with its sheet, or a message of another tab: the same cell has the same key everywhere.
export const cellKey = ({ sheet, criterion, channel }) => `${sheet}/${criterion}@${channel}`;
const same = (a, b) => a.value === b.value && a.comment === b.comment;

export class Cell {
  // home: {id, entity, path} of its sheet; node: the leaf.
  constructor(given, criterion, node, home) {
    Object.assign(this, { criterion, node, home });
    this.address = given.address;
    this.channel = given.channel;
    this.confirmed = { value: given.value, comment: given.comment, version: given.version };
    this.aside = { earlier: given.earlier, claim: given.claim, facts: given.facts };
    this.sent = this.next = this.conflict = null;
    this.fault = "";
  }

  get key() {
    return cellKey({ sheet: this.home.id, criterion: this.criterion.id, channel: this.channel });
  }

  get place() {
    return this.channel ? `${this.address}@${this.channel}` : this.address;
  }

  // Whether something that hangs on a cell (a finding, a picture, a file) hangs on this one.
  isAt({ criterion, channel }) {
    return criterion === this.criterion.id && channel === this.channel;
  }

  // What the evaluator sees: the newest of what they wrote.
  get content() {
    return this.next ?? this.sent ?? this.conflict?.mine ?? this.confirmed;
  }

  get isOpen() {
    return Boolean(this.sent || this.next);
  }

  get isFilled() {
    return this.content.value !== "" && (this.content.ready ?? true);
  }

  // typed | sent | saved | conflict | refused; whether typed and sent wait for a network is known by the sender.
  get state() {
    if (this.conflict) return "conflict";
    if (this.sent) return "sent";
    if (this.fault) return "refused";
    if (this.next) return "typed";
    return "saved";
  }

  // What another tab or the server knows. The base of what is being typed stays where it was.
  learn(given) {
    if (given.version <= this.confirmed.version) return false;
    this.confirmed = { value: given.value, comment: given.comment, version: given.version };
    if (this.conflict) this.conflict.theirs = this.confirmed;
    if (this.next?.base && same(this.next, this.confirmed)) this.next.base = this.confirmed;
    return true;
  }

  isAlready(content) {
    return !this.sent && same(content, this.confirmed);
  }
}
