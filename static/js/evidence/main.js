// The page of an entity's evidence: everything that was sent, and more to send.
import { ask } from "../sheet/api.js";
import { element } from "../sheet/dom.js";
import { Notices } from "../sheet/notices.js";
import { removeButton } from "../sheet/pieces.js";
import { say } from "../sheet/words.js";
import { dropZone } from "./drop.js";
import { linkForm, pieceNode, uploadNode } from "./show.js";
import { Uploads } from "./uploads.js";

const root = document.getElementById("sheet");
const { api: path, user, editable } = root.dataset;
const find = (name) => root.querySelector(`[data-part="${name}"]`);
const notices = new Notices(find("notices"));
let rows = JSON.parse(document.getElementById("evidence-data").textContent);

const uploads = new Uploads({ user, path, onBroken: () => notices.add("attention", "alert-triangle", say("not_kept")) });

function show() {
  const pieces = rows.map((row) => pieceNode(row, editable ? [removeButton(() => remove(row))] : []));
  find("list").replaceChildren(...(pieces.length ? pieces : [element("li", { class: "ev-none" }, say("nothing_stored"))]));
}

function learn(version) {
  rows = [version, ...rows.filter((row) => row.evidence !== version.evidence)];
  show();
}

async function remove(row) {
  const answer = await ask("DELETE", `/api/evidence/${row.id}/`);
  if (answer.kind !== "ok") return notices.trouble(answer);
  rows = rows.filter((one) => one !== row);
  return show();
}

async function addLink(given) {
  const answer = await ask("POST", `${path}links/`, given);
  if (answer.kind === "ok") learn(answer.data);
  else notices.trouble(answer);
  return answer.kind === "ok";
}

if (editable) {
  find("add").replaceChildren(dropZone((chosen) => uploads.add(chosen, null)), linkForm(addLink));
  uploads.addEventListener("change", () => find("sending").replaceChildren(...uploads.list.map((upload) => uploadNode(upload, uploads))));
  uploads.addEventListener("done", ({ detail }) => {
    find("sending").replaceChildren(...uploads.list.map((upload) => uploadNode(upload, uploads)));
    learn(detail.version);
  });
  await uploads.adopt();
}
show();
root.dataset.ready = "true";
