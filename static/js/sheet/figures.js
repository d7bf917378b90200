// Texts of figures: what is typed, and what the server computed.

// Full-width forms as ASCII (scoring.md §3), and the Chinese separators that stand for ours; outer blanks removed.
export function narrow(text) {
  const ascii = text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return ascii.replaceAll("\u3002", ".").replaceAll("\u3001", ";").trim();
}

// A decimal text with two places, half away from zero, with a real minus; null and undefined are a dash.
export function fixed(text) {
  if (text === null || text === undefined) return "—";
  const [whole, decimals = ""] = text.replace("-", "").split(".");
  const padded = decimals.padEnd(3, "0");
  const cents = BigInt(whole + padded.slice(0, 2)) + (padded[2] >= "5" ? 1n : 0n);
  const digits = String(cents).padStart(3, "0");
  const sign = text.startsWith("-") && cents ? "−" : "";
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export const percent = (ratio) => `${Math.round(ratio * 1000) / 10}%`;
