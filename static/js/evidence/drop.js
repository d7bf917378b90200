// Where files come from: dropped, with whole folders, or chosen.
import { element, icon } from "../sheet/dom.js";
import { say } from "../sheet/words.js";

// onFiles([{file, folder}])
export function dropZone(onFiles) {
  const files = chooser({ multiple: true }, onFiles);
  const folder = chooser({ webkitdirectory: true }, onFiles);
  const zone = element(
    "div",
    { class: "ev-drop" },
    icon("upload"),
    element("span", { class: "ev-drop-word" }, say("drop_here")),
    pick("files", "choose_files", files),
    pick("file-text", "choose_folder", folder),
  );
  for (const name of ["dragenter", "dragover"])
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("ev-over");
    });
  zone.addEventListener("dragleave", () => zone.classList.remove("ev-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    zone.classList.remove("ev-over");
    dropped(event.dataTransfer).then(onFiles);
  });
  return zone;
}

const pick = (symbol, word, input) => element("label", { class: "btn btn-sm" }, icon(symbol), say(word), input);

function chooser(attributes, onFiles) {
  const input = element("input", { type: "file", class: "ph-hidden", ...attributes });
  input.addEventListener("change", () => {
    onFiles([...input.files].map((file) => ({ file, folder: folderOf(file.webkitRelativePath) })));
    input.value = "";
  });
  return input;
}

const folderOf = (path) => (path ?? "").split("/").slice(0, -1).join("/");

// Entries must be taken from the event before anything is awaited.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ file, folder: "" }));
  return (await Promise.all(entries.map((entry) => filesIn(entry, "")))).flat();
}

async function filesIn(entry, folder) {
  if (entry.isFile) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), folder }];
  const reader = entry.createReader();
  const inside = folder ? `${folder}/${entry.name}` : entry.name;
  const found = [];
  for (let part = await read(reader); part.length; part = await read(reader)) found.push(...part);
  return (await Promise.all(found.map((one) => filesIn(one, inside)))).flat();
}

const read = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
