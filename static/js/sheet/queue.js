// What is not confirmed yet, in IndexedDB: it outlives the tab, the browser and the sign-in. A record is
// {operation, user, sheet, entity, criterion, channel, value, comment, base, order, tab, ready, sent, conflict};
// base is the cell as it was confirmed when the typing began, null while an earlier operation on it is on its way.
const STORE = "operations";

function opened() {
  return new Promise((resolve, reject) => {
    const wish = indexedDB.open("pingheng-scores", 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore(STORE, { keyPath: "operation" }).createIndex("user", "user");
    wish.onsuccess = () => resolve(wish.result);
    wish.onerror = () => reject(wish.error);
  });
}

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

// onBroken(error) is told when the browser does not keep anything; values then live in this tab only.
export class Queue {
  constructor(user, onBroken) {
    this.user = user;
    this.onBroken = onBroken;
    this.database = opened();
    this.database.catch(onBroken);
  }

  async all() {
    try {
      const transaction = (await this.database).transaction(STORE);
      const wish = transaction.objectStore(STORE).index("user").getAll(this.user);
      await finished(transaction);
      return wish.result.sort((a, b) => a.order - b.order);
    } catch {
      return []; // onBroken has been told when the database was opened
    }
  }

  // One transaction: what is put and what is removed belong together.
  async write(put, removed = []) {
    const records = put.map((record) => structuredClone(record));
    try {
      const transaction = (await this.database).transaction(STORE, "readwrite", { durability: "strict" });
      const store = transaction.objectStore(STORE);
      for (const operation of removed) store.delete(operation);
      for (const record of records) store.put(record);
      await finished(transaction);
    } catch (error) {
      this.onBroken(error);
    }
  }
}

// crypto.randomUUID is missing where the page is not served by https or localhost.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
