// A browser says what is wrong with a field in its own language; here the page says it, in its own, below the field.
const blank = document.getElementById("field-error");
let count = 0;

function wordsFor({ type, validity, min, max, validationMessage }) {
  const says = blank.dataset;
  if (validity.customError) return validationMessage;
  if (validity.valueMissing) return { checkbox: says.tick, radio: says.choose, "select-one": says.choose, file: says.file }[type] ?? says.missing;
  if (validity.rangeUnderflow) return says.least.replace("{}", min);
  if (validity.rangeOverflow) return says.most.replace("{}", max);
  return says.wrong;
}

// Radio buttons of one name are one field; a button or a chosen file has its frame around it.
const placeOf = (field) => (["checkbox", "radio"].includes(field.type) ? field.closest("label, fieldset") : field.closest(".ph-file")) ?? field;
const shownAt = (field) => document.getElementById(field.dataset.fieldError ?? "");

function show(field) {
  const place = placeOf(field);
  let shown = shownAt(field) ?? (place.nextElementSibling?.matches("[data-of-field]") ? place.nextElementSibling : null);
  if (!shown) {
    shown = blank.content.firstElementChild.cloneNode(true);
    shown.id = `field-error-${(count += 1)}`;
    place.after(shown);
  }
  shown.querySelector("span").textContent = wordsFor(field);
  field.dataset.fieldError = shown.id;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", shown.id);
}

function clear(field) {
  shownAt(field)?.remove();
  delete field.dataset.fieldError;
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-errormessage");
}

document.addEventListener(
  "invalid",
  (event) => {
    event.preventDefault();
    show(event.target);
    if (event.target.form?.querySelector(":invalid:not(fieldset)") === event.target) event.target.focus();
  },
  true,
);

document.addEventListener("input", ({ target }) => {
  if (target.dataset.fieldError && target.validity.valid) clear(target);
});

// --- days and minutes -------------------------------------------------------------------------------------------------
// The calendar of the browser opens behind the button; what it gives is written as text, so that it reads the same
// everywhere.
document.addEventListener("click", ({ target }) => {
  const box = target.closest("[data-pick]")?.parentElement;
  if (!box) return;
  const native = box.querySelector("[data-native]");
  native.value = box.querySelector("[data-picker]").value.trim().replace(" ", "T");
  native.showPicker();
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-native]")) return;
  const written = target.parentElement.querySelector("[data-picker]");
  written.value = target.value.replace("T", " ");
  written.dispatchEvent(new Event("input", { bubbles: true }));
});
