// Gates and vetoes that an evaluator proposes for a site, beside a sheet and in the rows of a column.
import { ask } from "./api.js";
import { data, element, icon } from "./dom.js";
import { foldedForm, removeButton } from "./pieces.js";
import { say, wordOf } from "./words.js";

export class Proposals {
  // sheet: {channels, gates, vetoes, gate_proposals, veto_proposals}; onTrouble(answer) says why one was not taken.
  constructor(sheet, path, { editable, onTrouble }) {
    Object.assign(this, { sheet, path, editable, onTrouble, node: element("div", { class: "sh-proposals" }) });
    this.show();
  }

  show() {
    const { sheet } = this;
    const gates = sheet.gate_proposals.map((row) => this.proposal(row, "gate-proposals", nameOf(sheet.gates, row.gate), sheet.gate_proposals));
    const vetoes = sheet.veto_proposals.map((row) => this.proposal(row, "veto-proposals", nameOf(sheet.vetoes, row.veto) + (row.condition ? ` (${row.condition})` : ""), sheet.veto_proposals));
    const rows = [...gates, ...vetoes, ...(this.editable && sheet.gates.length + sheet.vetoes.length ? [this.form()] : [])];
    this.node.replaceChildren(...(rows.length ? [element("h2", {}, say("proposals")), ...rows] : []));
  }

  proposal(row, path, name, rows) {
    const remove = async () => {
      const answer = await ask("DELETE", `${this.path}${path}/${row.id}/`);
      if (answer.kind !== "ok") return this.onTrouble(answer);
      rows.splice(rows.indexOf(row), 1);
      return this.show();
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
    return this.show();
  }
}

const nameOf = (rows, code) => rows.find((row) => row.code === code)?.name ?? code;
