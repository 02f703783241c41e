// The script of the application's own page, in the hands of an administrator: it asks for the trace
// of a card, copies it, and has what is missing in the portal repaired.
(() => {
  "use strict";

  /** Milliseconds after which the portal will not give a fresh token any more. */
  const PATIENCE = 10000;

  /** Seconds before its end at which a session is renewed rather than used. */
  const MARGIN = 15;

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;

  const words = { ...desk.dataset };
  let session = { value: null, until: 0 };

  const holdSession = (value, seconds) => {
    session = { value, until: Date.now() + (Number(seconds) - MARGIN) * 1000 };
  };
  holdSession(words.desk, words.expiresIn);
  desk.removeAttribute("data-desk");

  // ── Asking ─────────────────────────────────────────────────────────────────────────────────

  const post = (path, body, headers) =>
    fetch(`${location.pathname.replace(/\/$/, "")}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang, ...headers },
      body: JSON.stringify(body),
    });

  const send = (path, body) => post(path, body, { Authorization: `Bearer ${session.value}` });

  /** A fresh token from the frame, exchanged for a session. */
  const renew = async () => {
    const auth = await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("no fresh token")), PATIENCE);
      window.BX24.refreshAuth((fresh) => resolve(fresh?.access_token ? fresh : window.BX24.getAuth()));
    });
    const answer = await post("session", { member_id: words.memberId, access_token: auth.access_token });
    if (!answer.ok) throw new Error(`no session: ${answer.status}`);
    const { session: value, expires_in: seconds } = await answer.json();
    holdSession(value, seconds);
  };

  /** Sends with a session that is alive; throws the words for the reader. */
  const ask = async (path, body) => {
    let answer = null;
    try {
      if (Date.now() < session.until) answer = await send(path, body);
    } catch {
      throw words.failed;
    }
    if (!answer || answer.status === 401) {
      try {
        await renew();
      } catch {
        throw words.ended;
      }
      answer = await send(path, body).catch(() => null);
    }
    if (answer?.ok || answer?.status === 422) return answer.text();
    if (answer?.status === 401) throw words.ended;
    if (answer?.status === 403) throw words.denied;
    throw words.failed;
  };

  // ── Why don't I see it? ────────────────────────────────────────────────────────────────────

  const form = desk.querySelector("[data-trace-form]");
  const traced = desk.querySelector("[data-traced]");
  const said = desk.querySelector("[data-said]");

  const complain = (where, text) => {
    const note = document.createElement("p");
    note.className = "failed";
    note.setAttribute("role", "alert");
    note.textContent = text;
    where.replaceChildren(note);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { kind, card, anew } = form.elements;
    const button = form.querySelector("[type=submit]");
    if (button.disabled) return;
    button.disabled = true;
    traced.ariaBusy = "true";
    said.textContent = words.working;
    try {
      // Drawn by our own server, escaped by construction; the policy runs no script in it.
      traced.innerHTML = await ask("trace", { kind: kind.value, card: card.value, anew: anew.checked });
      said.textContent = "";
      const heading = traced.querySelector("h3");
      if (heading) heading.focus();
      else card.focus();
    } catch (why) {
      said.textContent = "";
      complain(traced, typeof why === "string" ? why : words.failed);
    } finally {
      button.disabled = false;
      traced.ariaBusy = "false";
    }
  });

  /** By the old command: the newer way needs a permission that a portal's frame does not give. */
  const copy = (button) => {
    const trace = button.closest("[data-trace]");
    const plain = trace.querySelector("[data-plain]");
    const status = trace.querySelector("[data-copied-words]");
    plain.hidden = false;
    plain.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch {
      // As if it had said no.
    }
    if (copied) {
      plain.hidden = true;
      button.focus();
    }
    status.textContent = copied ? status.dataset.copiedWords : status.dataset.byHand;
  };

  // ── What is missing in the portal ──────────────────────────────────────────────────────────

  const repair = async (button) => {
    const panel = button.closest("[data-panel]");
    button.disabled = true;
    panel.ariaBusy = "true";
    try {
      panel.innerHTML = await ask("reconcile", {});
      panel.querySelector("[data-repaired]")?.focus();
    } catch (why) {
      const where = document.createElement("div");
      panel.querySelector(".failed")?.parentElement.remove();
      panel.append(where);
      complain(where, typeof why === "string" ? why : words.failed);
      button.disabled = false;
    } finally {
      panel.ariaBusy = "false";
    }
  };

  document.addEventListener("click", (event) => {
    const copying = event.target.closest("[data-copy]");
    if (copying) copy(copying);
    const repairing = event.target.closest("[data-repair]");
    if (repairing) repair(repairing);
  });
})();
