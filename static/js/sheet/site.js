// The sites under assessment, in one window that is used again.
//
// A page that was opened by another one may send its opener somewhere else, to a copy of our sign-in page for instance.
// Taking the opener away from it would also take from us the right to use the window again. So the opener is an empty frame
// of ours that nobody sees: it may be asked to go anywhere, and our policy lets a frame go nowhere.
import { element, icon } from "./dom.js";
import { wordOf } from "./words.js";

const NAME = "pingheng-site";

export const isAddress = (text) => /^https?:\/\//i.test(text);

export class SiteWindow {
  constructor() {
    this.frame = element("iframe", { hidden: true });
    document.body.append(this.frame);
    // Its opener goes with this page: the next page could not use the window again, and they would add up.
    window.addEventListener("pagehide", () => this.held?.close());
  }

  open(address) {
    this.held = this.frame.contentWindow.open(address, NAME);
    this.held?.focus();
  }

  // A link to a channel {kind, address}; other buttons and modifiers open a window of their own, without an opener.
  link({ kind, address }) {
    if (!isAddress(address)) return element("span", {}, wordOf(kind));
    const go = (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(address);
    };
    return element("a", { href: address, target: "_blank", rel: "noreferrer", onclick: go }, wordOf(kind), icon("external-link"));
  }
}
