// Requests to the workbench. Every outcome is an answer, none an exception, so that no value is lost on the way:
// {kind: "ok" | "offline" | "signedOut" | "locked" | "denied" | "gone" | "fault", data, detail}
const TIMEOUT = 20000;

// Signing in again changes the token; the cookie always has the current one.
const token = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]*)/)?.[1] ?? "";

const KINDS = { 401: "signedOut", 403: "denied", 404: "gone", 409: "locked" };

export async function ask(method, path, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  if (body && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  const content = body && !(body instanceof FormData) ? JSON.stringify(body) : body;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: content, credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    return { kind: "offline" };
  }
  const given = answer.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => ({})) : {};
  if (answer.ok) return { kind: "ok", data: given };
  return { kind: KINDS[answer.status] ?? "fault", data: given, detail: given.detail ?? "" };
}
