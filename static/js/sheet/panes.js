// What the pages with three panes begin with: where to open, the ways to other cells, the fold of the tree, submitting.
import { ask } from "./api.js";
import { say } from "./words.js";

// Asks for what changes the page as a whole: it is loaded anew, or says why nothing happened.
export async function carryOut(page, path) {
  const answer = await ask("POST", path);
  if (answer.kind === "ok") window.location.reload();
  else if (answer.data?.gaps) page.gaps(answer.detail, answer.data.gaps);
  else page.notices.trouble(answer);
}

// Submits once nothing is on its way any more.
export async function submit(page, desk) {
  if (!page.sheet.editable) return;
  if (await desk.settled()) await carryOut(page, page.root.dataset.submission);
  else page.notices.add("attention", "alert-triangle", say("submit_waits"));
}

// Shows the cell that the address names, else the first one that is not filled in.
export async function openPanes(page, desk) {
  const { root, book } = page;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const follow = () => {
    const cell = book.places.get(decodeURIComponent(window.location.hash.slice(1)));
    if (cell && cell !== page.current) page.goTo(cell);
    return cell;
  };
  part("submit")?.addEventListener("click", () => submit(page, desk));
  part("previous").addEventListener("click", () => page.step(-1));
  part("next").addEventListener("click", () => page.step(1));
  window.addEventListener("hashchange", follow);
  foldTree(root.querySelector(".sh-tree"));
  page.showFigures();
  await desk.start(page); // what an earlier tab left counts as filled in
  if (book.order.length && !follow()) page.goTo(book.order.find((cell) => !cell.isFilled) ?? book.order[0]);
  root.dataset.ready = "true";
}

// The tree stands beside the criteria where there is room, and folds where there is none.
function foldTree(tree) {
  const wide = window.matchMedia("(min-width: 900px)");
  const fold = () => (tree.open = wide.matches);
  wide.addEventListener("change", fold);
  fold();
}
