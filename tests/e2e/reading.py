"""What a page says, for tests that read it."""

from __future__ import annotations

import re

from playwright.sync_api import Page

# Text and named attributes of the interface. Left out: data (translate="no"), code, keys, and what is in another
# language on purpose (an element with a lang of its own); with scripts, what stands in noscript is shown to nobody.
INTERFACE = """() => {
  const said = [];
  const skip = "script, noscript, style, code, kbd, samp, svg, time, [translate=no], [lang]:not(html)";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(skip)) continue;
    if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent.trim());
    else for (const name of ["aria-label", "placeholder", "title", "alt"]) said.push(node.getAttribute(name) ?? "");
  }
  return [document.title.split(" · ").at(-1), ...said.filter(Boolean)];
}"""

# Words of the trade that stay as they are in Chinese.
SAME_IN_CHINESE = {"app", "api", "yaml", "csv", "json", "xlsx", "docx", "pdf", "zip", "png", "ipv6", "python", "cookie"}
SAME_IN_CHINESE |= {"krippendorff", "gwet", "ac"}  # coefficients and whom they are named after
WORD = re.compile(r"[A-Za-z][A-Za-z-]+")
HAN = re.compile(r"[\u3400-\u9fff]")


def interface(page: Page) -> list[str]:
    """Every sentence and name of the interface on the page, data left out."""
    return page.evaluate(INTERFACE)


def foreign(sentences: list[str], language: str) -> list[str]:
    """The sentences that are not in the page's language: English words in Chinese, Chinese characters in English."""
    if language == "en":
        return [sentence for sentence in sentences if HAN.search(sentence)]
    words = {sentence: {word.lower() for word in WORD.findall(sentence)} for sentence in sentences}
    return [sentence for sentence, found in words.items() if found - SAME_IN_CHINESE]
