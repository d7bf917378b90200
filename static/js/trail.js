// The tree of an entity: a leaf's name opens the row below it. The first time htmx fetches what stands there; without
// this module the name is a link to the same content as a page of its own.

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-leaf]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const row = link.closest("tr").nextElementSibling;
  row.hidden = !row.hidden;
  link.setAttribute("aria-expanded", String(!row.hidden));
  if (!row.hidden) window.htmx.trigger(link, "open-leaf");
});

// When fetching failed, the next click asks again by going to the page itself.
document.addEventListener("htmx:responseError", (event) => {
  const link = event.target.closest?.("a[data-leaf]");
  if (link) window.location.assign(link.href);
});
