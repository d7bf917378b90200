// How a piece of evidence looks: a line, and what it holds in place; and a file on its way.
import { data, element, icon } from "../sheet/dom.js";
import { foldedForm, removeButton } from "../sheet/pieces.js";
import { say } from "../sheet/words.js";

const SYMBOLS = { image: "photo", pdf: "file-text", office: "file-spreadsheet", text: "file-text", archive: "stack-2" };

export const amount = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
const when = (text) => new Date(text).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });

// actions: nodes at the right, e.g. a button that takes it away.
export function pieceNode(version, actions = []) {
  const { file } = version;
  const body = element("div", { class: "ev-body", hidden: true });
  const name = [version.folder && `${version.folder}/`, version.name].filter(Boolean).join("");
  const toggle = element("button", { type: "button", class: "ev-name", "aria-expanded": "false" }, data(name));
  toggle.addEventListener("click", () => {
    if (body.hidden && !body.childElementCount) body.append(...(file ? fileBody(version) : linkBody(version)));
    body.hidden = !body.hidden;
    toggle.setAttribute("aria-expanded", String(!body.hidden));
  });
  const picture = file?.thumbnail ? element("img", { src: file.thumbnail, alt: "", loading: "lazy" }) : icon(file ? SYMBOLS[file.family] : "link");
  const about = [file && amount(file.size), version.number > 1 && say("version", { number: version.number }), say("sent_by", { who: version.uploaded_by, when: when(version.uploaded_at) })];
  return element(
    "li",
    { class: "ev-piece" },
    element("span", { class: "ev-thumb" }, picture),
    element("div", { class: "ev-about" }, toggle, data(about.filter(Boolean).join(" · "), { class: "ev-note" })),
    element("div", { class: "ev-actions" }, file ? element("a", { class: "btn btn-sm btn-icon btn-quiet", href: file.url, "aria-label": say("download"), title: say("download") }, icon("download")) : null, actions),
    body,
  );
}

function linkBody({ address, note, captured_at: seen }) {
  return [
    element("p", {}, element("a", { href: address, target: "_blank", rel: "noopener noreferrer", translate: "no" }, address, icon("external-link"))),
    note ? element("p", { class: "ev-text", translate: "no" }, note) : null,
    element("p", { class: "ev-note" }, say("seen", { when: when(seen) })),
  ].filter(Boolean);
}

function fileBody({ name, file }) {
  const pictures = file.previews.map((src, place) => element("img", { class: "ev-page", src, alt: say("preview", { name, number: place + 1 }), loading: "lazy" }));
  const entries = file.entries.map(([path, size]) => element("li", { translate: "no" }, `${path} · ${amount(size)}`));
  const counted = file.family === "archive" ? say("entries", { count: file.pages }) : file.pages > 1 && file.family !== "text" ? say("pages", { count: file.pages }) : "";
  const notes = [counted, ...file.notes, file.scanned ? "" : say("not_scanned")].filter(Boolean);
  return [
    element("p", { class: "ev-note" }, notes.join(" ")),
    pictures.length ? element("div", { class: "ev-pages", tabindex: "0", role: "region", "aria-label": say("preview", { name, number: 1 }) }, pictures) : null,
    entries.length ? element("ul", { class: "ev-entries", tabindex: "0" }, entries) : null,
    !pictures.length && file.excerpt ? element("pre", { class: "ev-text", translate: "no", tabindex: "0" }, file.excerpt) : null,
    pictures.length || entries.length || file.excerpt ? null : element("p", { class: "ev-note" }, say("no_preview")),
    element("p", { class: "ev-hash", translate: "no" }, `SHA-256 ${file.sha256}`),
  ].filter(Boolean);
}

// --- on its way -------------------------------------------------------------------------------------------------------
export function uploadNode(upload, uploads) {
  const bar = element("progress", { max: String(upload.size), value: String(upload.sent), "aria-label": upload.record.name });
  const line = element(
    "li",
    { class: "ev-piece ev-upload", "data-state": upload.state },
    element("span", { class: "ev-thumb" }, icon(upload.state === "refused" ? "circle-x" : "upload")),
    element("div", { class: "ev-about" }, data(upload.record.name), bar, element("span", { class: upload.state === "refused" ? "ph-field-error" : "ev-note", role: "status" }, wordsOf(upload, uploads))),
    element("div", { class: "ev-actions" }, removeButton(() => uploads.cancel(upload), upload.state === "refused" ? "close" : "cancel")),
  );
  return line;
}

function wordsOf(upload, uploads) {
  if (upload.state === "refused") return upload.reason;
  if (upload.state === "paused") return say(uploads.paused === "signedOut" ? "upload_signed_out" : "upload_paused");
  if (upload.state === "checking") return say("upload_checking");
  if (upload.state === "waiting") return say("upload_waiting");
  return say("upload_sending", { done: amount(upload.sent), size: amount(upload.size) });
}

// A form for an address and what is to be seen there; onLink({address, note}) → true when it was taken.
export function linkForm(onLink) {
  const address = element("input", { class: "form-control", type: "url", required: true, maxlength: "1000", "aria-label": say("link_address"), placeholder: "https://", translate: "no" });
  const note = element("input", { class: "form-control", type: "text", maxlength: "4000", "aria-label": say("link_note"), placeholder: say("link_note") });
  const { node, form } = foldedForm(say("add_link"), "ev-link", [address, note], async () => {
    if (await onLink({ address: address.value.trim(), note: note.value })) form.reset();
  });
  return node;
}
