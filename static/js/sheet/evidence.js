// The right pane: the entity's channels, and proposals of gates and vetoes.
import { ask } from "./api.js";
import { asideOf } from "./aside.js";
import { data, element, icon } from "./dom.js";
import { foldedForm, removeButton } from "./pieces.js";
import { say, wordOf } from "./words.js";

export class Evidence {
  constructor(box, sheet, path, { editable, onTrouble, site }) {
    Object.assign(this, { sheet, path, editable, onTrouble, site });
    this.links = element("ul", { class: "sh-channels" });
    this.proposals = element("div", { class: "sh-proposals" });
    this.aside = element("div", { class: "sh-aside", "aria-live": "polite" });
    box.replaceChildren(element("h2", {}, say("channels")), this.links, this.aside, ...(sheet.gates.length + sheet.vetoes.length ? [element("h2", {}, say("proposals")), this.proposals] : []));
    this.follow(null);
    this.showProposals();
  }

  // The channels of the criterion in focus stand first.
  follow(cell) {
    this.aside.replaceChildren(...(cell ? asideOf(cell) : []));
    const wanted = cell ? (cell.channel ? [cell.channel] : cell.criterion.channels) : [];
    if (cell && this.wanted === wanted.join()) return;
    this.wanted = wanted.join();
    const rank = ({ kind }) => Number(!wanted.includes(kind));
    const rows = [...this.sheet.channels].sort((a, b) => rank(a) - rank(b));
    this.links.replaceChildren(...rows.map((row) => this.link(row, wanted.includes(row.kind))));
    if (!rows.length) this.links.replaceChildren(element("li", { class: "ph-soft" }, say("no_channels")));
  }

  link(row, isWanted) {
    const name = data(row.name || row.address);
    return element("li", { "data-wanted": isWanted }, this.site.link(row), element("small", {}, name));
  }

  open() {
    const link = this.links.querySelector("a");
    link?.click();
  }

  // --- proposals ------------------------------------------------------------------------------------------------------
  showProposals() {
    const { sheet } = this;
    const gates = sheet.gate_proposals.map((row) => this.proposal(row, "gate-proposals", nameOf(sheet.gates, row.gate), sheet.gate_proposals));
    const vetoes = sheet.veto_proposals.map((row) => this.proposal(row, "veto-proposals", nameOf(sheet.vetoes, row.veto) + (row.condition ? ` (${row.condition})` : ""), sheet.veto_proposals));
    this.proposals.replaceChildren(...gates, ...vetoes, ...(this.editable ? [this.form()] : []));
  }

  proposal(row, path, name, rows) {
    const remove = async () => {
      const answer = await ask("DELETE", `${this.path}${path}/${row.id}/`);
      if (answer.kind !== "ok") return this.onTrouble(answer);
      rows.splice(rows.indexOf(row), 1);
      return this.showProposals();
    };
    const parts = [element("strong", {}, data(name)), row.channel ? data(wordOf(row.channel), { class: "sh-tag" }) : null, data(row.reason)];
    const away = this.editable ? removeButton(remove) : null;
    return element("div", { class: "sh-proposal" }, icon("flag"), element("div", {}, parts), away);
  }

  form() {
    const { sheet } = this;
    const choice = element("select", { class: "form-select", "aria-label": say("proposal"), required: true });
    choice.append(element("option", { value: "" }, say("proposal_choose")));
    for (const veto of sheet.vetoes) {
      if (!veto.conditions.length) choice.append(element("option", { value: `veto/${veto.code}/`, translate: "no" }, `${veto.code} ${veto.name}`));
      for (const { number, text } of veto.conditions) choice.append(element("option", { value: `veto/${veto.code}/${number}`, translate: "no" }, `${veto.code} (${number}) ${text}`));
    }
    for (const gate of sheet.gates) choice.append(element("option", { value: `gate/${gate.code}`, translate: "no" }, `${gate.code} ${gate.name}`));
    const channel = element("select", { class: "form-select", "aria-label": say("channel") }, element("option", { value: "" }, "—"), sheet.channels.map((row) => element("option", { value: row.kind, translate: "no" }, wordOf(row.kind))));
    channel.hidden = true;
    choice.addEventListener("change", () => {
      const veto = sheet.vetoes.find(({ code }) => choice.value.startsWith(`veto/${code}/`));
      channel.hidden = veto?.scope !== "channel";
    });
    const reason = element("textarea", { class: "form-control", rows: "2", required: true, maxlength: "4000", "aria-label": say("reason"), placeholder: say("reason_hint") });
    const propose = () => this.propose(choice.value, channel.hidden ? "" : channel.value, reason.value);
    const { node, open } = foldedForm(say("propose"), "sh-proposal-form", [choice, channel, reason], propose);
    this.openForm = open;
    return node;
  }

  async propose(chosen, channel, reason) {
    const [kind, code, condition = ""] = chosen.split("/");
    const body = kind === "gate" ? { gate: code, reason } : { veto: code, condition, channel, reason };
    const answer = await ask("POST", `${this.path}${kind}-proposals/`, body);
    if (answer.kind !== "ok") return this.onTrouble(answer);
    this.sheet[`${kind}_proposals`].push(answer.data);
    return this.showProposals();
  }
}

const nameOf = (rows, code) => rows.find((row) => row.code === code)?.name ?? code;
