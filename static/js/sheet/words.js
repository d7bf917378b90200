// The page's texts. They stand in the page as JSON, so that no word of any language is in the scripts.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const words = read("sheet-words");
const keyWords = read("sheet-key-words");

// The text of a key; {name} is filled in from values. A key nobody defined is a fault of the page.
export function say(key, values = {}) {
  if (!(key in words)) throw new Error(`no word for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A key of the indicator system (level, category, channel) in the reader's language, or as it is printed.
export const wordOf = (key) => keyWords[key] ?? key;
