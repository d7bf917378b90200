// Keys by their place on the keyboard (KeyboardEvent.code), so that layouts and input methods do not matter. Nothing
// fires while an input method composes. Single keys can be moved and switched off (WCAG 2.1.4); that stays in this browser.
const STORED = "pingheng-keys";

export const DEFAULTS = {
  next: "KeyJ",
  previous: "KeyK",
  next_leaf: "Shift+KeyJ",
  previous_leaf: "Shift+KeyK",
  yes: "KeyY",
  no: "KeyN",
  na: "KeyX",
  comment: "KeyC",
  full: "KeyM",
  fill_branch: "Shift+KeyM",
  finding: "KeyF",
  veto: "KeyV",
  evidence: "KeyE",
  unfinished: "KeyU",
  next_sheet: "Shift+KeyU",
  help: "Shift+Slash",
};
// Always there, because they are no single keys.
const FIXED = { "Ctrl+Enter": "submit", "Meta+Enter": "submit", ArrowDown: "next", ArrowUp: "previous", Delete: "clear" };

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {}; // not JSON: somebody else's, or storage is closed
  }
}

export class Keys {
  constructor() {
    const { codes = {}, isOn = true } = stored();
    this.codes = { ...DEFAULTS, ...codes };
    this.isOn = isOn;
  }

  store() {
    try {
      localStorage.setItem(STORED, JSON.stringify({ codes: this.codes, isOn: this.isOn }));
    } catch {
      // Storage is closed: the choice holds for this page.
    }
  }

  switchOn(isOn) {
    this.isOn = isOn;
    this.store();
  }

  // A key that another action had goes to this one; the other has none then.
  assign(action, chord) {
    for (const [other, code] of Object.entries(this.codes)) if (code === chord) this.codes[other] = "";
    this.codes[action] = chord;
    this.store();
  }

  reset() {
    this.codes = { ...DEFAULTS };
    this.store();
  }

  // {action} or {digit: "0"…"9" or "."}, null for a key that is not ours.
  meaning(event) {
    if (isComposing(event)) return null;
    const chord = chordOf(event);
    if (FIXED[chord]) return { action: FIXED[chord] };
    if (!this.isOn || event.ctrlKey || event.metaKey || event.altKey) return null;
    const action = Object.keys(this.codes).find((name) => this.codes[name] === chord);
    if (action) return { action };
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (digit !== undefined && !event.shiftKey && !event.key.startsWith("Arrow")) return { digit };
    return ["Period", "NumpadDecimal"].includes(event.code) && !event.shiftKey ? { digit: "." } : null;
  }
}

export const isComposing = (event) => event.isComposing || event.keyCode === 229;

export function chordOf(event) {
  const parts = [event.ctrlKey && "Ctrl", event.metaKey && "Meta", event.altKey && "Alt", event.shiftKey && "Shift", event.code];
  return parts.filter(Boolean).join("+");
}

// KeyJ → J, Shift+Slash → ?, as printed on most keyboards.
export function printed(chord) {
  if (chord === "Shift+Slash") return "?";
  return chord.replace(/Key|Digit/, "").replace("Shift+", "⇧ ");
}
