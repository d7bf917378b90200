// What the sheet and the column have in common: the queue in the browser, other tabs, coming back to the page, pictures.
import { data, element } from "./dom.js";
import { Queue } from "./queue.js";
import { Saving } from "./saving.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { say } from "./words.js";

export class Desk {
  // root: the page's element with data-user, data-pattern (a sheet's address with 0), data-sign-in.
  // cells: Map key → Cell. The page comes later: {notices, current, showCells, heard(message), refresh(), take(files)}.
  constructor(root, cells) {
    this.root = root;
    const { user, signIn } = root.dataset;
    const queue = new Queue(user, () => this.page.notices.add("veto", "alert-triangle", say("not_kept")));
    this.saving = new Saving({ user, queue, cells });
    this.status = new Status(root.querySelector('[data-part="status"]'), this.saving, signIn);
    this.elsewhere = null;
  }

  async start(page) {
    this.page = page;
    const { saving, status } = this;
    const tabs = new Tabs(this.root.dataset.user, (message) => page.heard(message));
    saving.addEventListener("change", ({ detail }) => this.show(detail.cells));
    saving.addEventListener("state", () => this.show(page.current ? [page.current] : []));
    saving.addEventListener("saved", ({ detail }) => {
      page.heard({ rows: [], ...detail });
      tabs.tell(detail);
    });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? this.refresh() : this.commit()));
    window.addEventListener("focus", () => this.refresh());
    this.takePictures();
    status.show();
    await this.adopt();
  }

  show(cells) {
    this.page.showCells(cells);
    this.status.show();
  }

  takePictures() {
    document.addEventListener("paste", (event) => {
      if (this.page.take(event.clipboardData.files)) event.preventDefault();
    });
    this.root.addEventListener("dragover", (event) => event.preventDefault());
    this.root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.page.take(event.dataTransfer.files);
    });
  }

  // Everything that is typed may go now.
  commit() {
    this.saving.due.clear();
    this.saving.wake(0);
  }

  // Another device may have written, another tab may have been closed, the sign-in may be back.
  async refresh() {
    this.saving.retry();
    await this.adopt();
    await this.page.refresh();
  }

  // Take up what closed tabs left for the cells of this page, and say where the rest waits.
  async adopt() {
    const left = (await this.saving.adopt()).filter((record) => this.page.isElsewhere(record));
    this.elsewhere?.remove();
    this.elsewhere = null;
    if (!left.length) return;
    const names = new Map(left.map((record) => [record.sheet, record.entity]));
    const links = [...names].flatMap(([id, name]) => [element("a", { href: this.root.dataset.pattern.replace("/0/", `/${id}/`) }, data(name)), " "]);
    this.elsewhere = this.page.notices.add("attention", "cloud-off", say("left_elsewhere", { count: left.length }), " ", links);
  }

  // Waits until nothing is on its way; false when something stays.
  settled() {
    this.commit();
    const { saving } = this;
    return new Promise((resolve) => {
      const look = () => {
        if (saving.waiting && !saving.trouble && [...saving.cells.values()].some((cell) => cell.sent || cell.next?.ready)) return setTimeout(look, 50);
        return resolve(!saving.waiting && !saving.conflicts);
      };
      look();
    });
  }
}
