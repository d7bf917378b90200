// Files on their way, in IndexedDB: they outlive a reload and a closed tab. A record is
// {key, user, path, id, name, folder, file, target, tab}; id is the server's once it has answered, target what the file
// is for. The browser keeps the file itself, so that nobody has to choose it again.
const STORE = "uploads";

function opened() {
  return new Promise((resolve, reject) => {
    const wish = indexedDB.open("pingheng-uploads", 1);
    wish.onupgradeneeded = () => wish.result.createObjectStore(STORE, { keyPath: "key" }).createIndex("user", "user");
    wish.onsuccess = () => resolve(wish.result);
    wish.onerror = () => reject(wish.error);
  });
}

const answered = (wish) =>
  new Promise((resolve, reject) => {
    wish.onsuccess = () => resolve(wish.result);
    wish.onerror = () => reject(wish.error);
  });

export class Waiting {
  // onBroken(): the browser keeps nothing, or has no room; uploads then live in this tab only.
  constructor(user, onBroken) {
    Object.assign(this, { user, onBroken, database: opened() });
    this.database.catch(() => onBroken());
  }

  async store(mode) {
    return (await this.database).transaction(STORE, mode).objectStore(STORE);
  }

  async all() {
    try {
      return await answered((await this.store("readonly")).index("user").getAll(this.user));
    } catch {
      return []; // onBroken has been told
    }
  }

  async put(record) {
    try {
      await answered((await this.store("readwrite")).put(record));
    } catch {
      this.onBroken();
    }
  }

  async remove(key) {
    try {
      await answered((await this.store("readwrite")).delete(key));
    } catch {
      this.onBroken();
    }
  }
}
