// Elements without markup in strings: texts are always texts.
const sprite = document.getElementById("sheet").dataset.icons;

// element("li", {class: "x", onclick: f, hidden: true}, child, "text", null)
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(namespace, "svg");
  made.setAttribute("class", "ph-icon");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  made.append(use);
  return made;
}

// What people entered: no reader's software translates it.
export const data = (text, attributes = {}) => element("span", { translate: "no", ...attributes }, text);

export const button = (label, onclick, attributes = {}) => element("button", { type: "button", class: "btn btn-sm", onclick, ...attributes }, label);

export const chip = (kind, symbol, text) => element("span", { class: `ph-chip ph-${kind}` }, icon(symbol), text);
