// Small helps of every page: the search key, copy buttons, names of chosen files, questions before a destructive step.

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.code !== "Slash" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (typing(event.target)) return;
  const search = document.querySelector("[data-search-key]") ?? document.querySelector(".ph-search input");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

async function copy(button) {
  const status = button.parentElement.querySelector("[data-copied]");
  await navigator.clipboard.writeText(button.dataset.copy);
  if (status) status.textContent = status.dataset.copied;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

// What was chosen or dropped on a field for files.
document.addEventListener("change", (event) => {
  const shown = event.target.parentElement?.querySelector("[data-file-name]");
  if (shown && event.target.type === "file") shown.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

// A form with data-confirm is sent only after its sentence was confirmed.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
