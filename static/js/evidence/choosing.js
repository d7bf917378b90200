// Files sent in place to a form that names evidence by its number: each that has come is ticked.
import { data, element } from "../sheet/dom.js";
import { Notices } from "../sheet/notices.js";
import { say } from "../sheet/words.js";
import { dropZone } from "./drop.js";
import { uploadNode } from "./show.js";
import { Uploads } from "./uploads.js";

const root = document.getElementById("sheet");
const find = (name) => root.querySelector(`[data-part="${name}"]`);
const notices = new Notices(find("notices"));
const uploads = new Uploads({ user: root.dataset.user, path: root.dataset.api, onBroken: () => notices.add("attention", "alert-triangle", say("not_kept")) });

const show = () => find("sending").replaceChildren(...uploads.list.map((upload) => uploadNode(upload, uploads)));

// The same name again is a new version, which takes the place of the old one.
function tick({ id, folder, name }) {
  const written = folder ? `${folder}/${name}` : name;
  for (const label of find("choices").children) if (label.textContent.trim() === written) label.remove();
  const box = element("input", { type: "checkbox", class: "form-check-input", name: root.dataset.name, value: String(id), checked: true });
  find("choices").append(element("label", { class: "ev-choice" }, box, " ", data(written)));
}

find("add").replaceChildren(dropZone((chosen) => uploads.add(chosen, null)));
uploads.addEventListener("change", show);
uploads.addEventListener("done", ({ detail }) => {
  show();
  tick(detail.version);
});
await uploads.adopt();
root.dataset.ready = "true";
