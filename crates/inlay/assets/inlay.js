// The script of Inlay's pages. A page is complete without it but for its buttons: the script puts
// blocks where they look to be already, keeps the frame as high as its content, reads a block
// anew, and ends an installation or enters again where the page says so.
(() => {
  "use strict";

  /** Milliseconds after which the portal will not give a fresh token any more. */
  const PATIENCE = 10000;

  /** Seconds before its end at which a session is renewed rather than used. */
  const MARGIN = 15;

  const page = document.documentElement;
  /** The bearer value, and the moment from which on it is not worth sending. */
  let session = { value: null, until: 0 };
  let renewal = null;

  const holdSession = (value, seconds) => {
    session = { value, until: Date.now() + (Number(seconds) - MARGIN) * 1000 };
  };

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  /** By GET: a reload would post the form of before once more, with the token that has gone old. */
  const openAnew = () => location.replace(location.href);

  const after = (milliseconds) => new Promise((_, reject) => {
    setTimeout(() => reject(new Error("too late")), milliseconds);
  });

  // ── The portal around the frame ────────────────────────────────────────────────────────────

  /** Bitrix24's library once it has greeted the portal; pending for ever outside of a portal. */
  const portal = new Promise((resolve) => {
    const greet = () => {
      try {
        window.BX24.init(() => resolve(window.BX24));
      } catch {
        // Not in a portal's frame: the page is read without it.
      }
    };
    if (window.BX24) greet();
    else document.querySelector("[data-frame-script]")?.addEventListener("load", greet);
  });

  /** The same where nobody can wait for it: a link is opened at once or not by us. */
  let library = null;

  const keepFitting = (BX24) => {
    let asked = false;
    const fit = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        BX24.fitWindow();
      });
    };
    new ResizeObserver(fit).observe(document.body);
  };

  /** A fresh token; the one the frame holds may be refused although its time is not over. */
  const freshAuth = (BX24) => {
    const fresh = new Promise((resolve) => {
      BX24.refreshAuth((auth) => resolve(auth?.access_token ? auth : BX24.getAuth()));
    });
    return Promise.race([fresh, after(PATIENCE)]);
  };

  /** The form the portal would have posted, for a page that came by GET. */
  const enterAgain = async (BX24) => {
    const auth = await freshAuth(BX24).catch(() => BX24.getAuth());
    if (!auth) {
      end();
      return;
    }
    const info = BX24.placement.info();
    const [, protocol = "1", sid = ""] = window.name.split("|");
    const address = new URL(location.href);
    const wanted = { DOMAIN: BX24.getDomain(), PROTOCOL: protocol, LANG: BX24.getLang(), APP_SID: sid };
    for (const [name, value] of Object.entries(wanted)) {
      if (!address.searchParams.has(name) && value) address.searchParams.set(name, value);
    }
    const fields = {
      AUTH_ID: auth.access_token,
      AUTH_EXPIRES: Math.max(0, Math.round((auth.expires_in - Date.now()) / 1000)),
      REFRESH_ID: auth.refresh_token,
      member_id: auth.member_id,
      PLACEMENT: info.placement || "DEFAULT",
      PLACEMENT_OPTIONS: JSON.stringify(info.options || {}),
    };
    const inputs = Object.entries(fields).map(([name, value]) =>
      make("input", { type: "hidden", name, value: value ?? "" }));
    const form = make("form", { method: "post", action: address.href }, ...inputs);
    document.body.append(form);
    form.submit();
  };

  // ── Blocks as they come ────────────────────────────────────────────────────────────────────

  /** Times in the reader's own zone, and with the date when it is not today's. */
  const localTimes = (root) => {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const moment = new Date(time.dateTime);
      const today = moment.toDateString() === new Date().toDateString();
      const style = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
      time.textContent = new Intl.DateTimeFormat(page.lang, style).format(moment);
    }
  };

  /** On a narrow frame a cell stands without its heading and needs a label. */
  const labelCells = (table) => {
    const labels = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
    for (const row of table.rows) {
      let column = 0;
      for (const cell of row.cells) {
        if (cell.tagName === "TD") cell.dataset.label = labels[column] ?? "";
        column += cell.colSpan;
      }
    }
    table.classList.add("labelled");
  };

  const say = (words) => {
    const status = document.querySelector("[data-words]");
    if (status) status.textContent = words;
  };

  const finish = (place) => {
    localTimes(place);
    place.querySelectorAll("table").forEach(labelCells);
    for (const button of place.querySelectorAll("[data-reload]")) button.hidden = false;
    const block = place.querySelector(".block");
    if (block) block.dataset.blockReady = "";
  };

  /** A renewed block in the place of the one that was shown: what the reader did to it stays. */
  const succeed = (former, place) => {
    const focused = former.contains(document.activeElement);
    const opened = former.querySelector("details[open]");
    const scrolled = former.querySelector(".rows")?.scrollLeft;
    former.replaceWith(place);
    if (opened) place.querySelector("details")?.setAttribute("open", "");
    if (scrolled) place.querySelector(".rows").scrollLeft = scrolled;
    if (focused) place.querySelector("[data-reload]")?.focus({ preventScroll: true });
  };

  const arrive = (name) => {
    const places = Array.from(document.querySelectorAll(`[data-for="${name}"]`));
    const place = places.pop();
    if (!place) return;
    document.querySelector(`[data-slot="${name}"]`)?.replaceWith(place);
    finish(place);
    for (const former of places) succeed(former, place);
  };

  /** Takes in what the document has brought since the last time. */
  const takeIn = () => {
    for (const mark of document.querySelectorAll("[data-done]")) {
      arrive(mark.dataset.done);
      mark.remove();
    }
    const held = document.querySelector("[data-session]");
    if (held) {
      holdSession(held.dataset.session, held.dataset.expiresIn);
      held.remove();
    }
    const state = document.querySelector("main > .state");
    const places = document.querySelectorAll("[data-slot], [data-for], main > .note");
    if (state && places.length) {
      places.forEach((place) => place.remove());
      say(state.querySelector("h1").textContent);
    }
    const buttons = "[data-retry], [data-candidate], [data-undo], [data-rule], [data-close]";
    for (const button of document.querySelectorAll(buttons)) button.hidden = false;
  };

  /** A place whose block was lost on the way: it says so, and can be read anew. */
  const lose = (slot) => {
    const note = make("p", { className: "failed", textContent: document.body.dataset.lost });
    const button = make("button", { type: "button", className: "reload", ariaLabel: document.body.dataset.again });
    button.dataset.reload = "";
    slot.dataset.for = slot.dataset.slot;
    slot.removeAttribute("data-slot");
    slot.removeAttribute("aria-hidden");
    slot.replaceChildren(make("section", { className: "block" }, make("footer", {}, note, button)));
  };

  /** The document has ended; a place still empty will stay so. */
  const settle = () => {
    takeIn();
    document.querySelector("main")?.removeAttribute("aria-busy");
    if (!document.querySelector("main > .state")) say("");
    for (const slot of document.querySelectorAll("[data-slot]")) {
      if (["client", "buttons"].includes(slot.dataset.slot)) slot.remove();
      else lose(slot);
    }
    if (!session.value) return;
    // Their source was slower than the page's patience.
    for (const mark of document.querySelectorAll("[data-renewing]")) {
      readAnew(mark.closest("[data-for]"));
    }
  };

  // ── A block anew ───────────────────────────────────────────────────────────────────────────

  const send = (path, options) =>
    fetch(`${location.pathname.replace(/\/$/, "")}/${path}`, {
      ...options,
      headers: {
        Authorization: `Bearer ${session.value}`,
        "Accept-Language": page.lang,
        "Content-Type": "application/json",
      },
    });

  /** Sends with a session that is alive; null when there is none to be had, and the page says so. */
  const ask = async (path, options) => {
    const answer = Date.now() < session.until && (await send(path, options));
    if (answer && answer.status !== 401) return answer;
    try {
      await renew();
    } catch {
      end();
      return null;
    }
    return send(path, options);
  };

  /** A fresh token from the frame, exchanged for a session; one exchange for all who wait. */
  const renew = () => {
    renewal ??= exchange().finally(() => {
      renewal = null;
    });
    return renewal;
  };

  const exchange = async () => {
    const fresh = portal.then(freshAuth);
    const auth = await Promise.race([fresh, after(PATIENCE)]);
    const { memberId, placement, entityId, widget } = document.body.dataset;
    const answer = await fetch(new URL("../session", location.href), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        member_id: memberId,
        access_token: auth.access_token,
        placement,
        entity_id: Number(entityId),
        widget,
      }),
    });
    if (answer.status === 403) {
      // Opened anew, the page says what became of the card.
      openAnew();
      return new Promise(() => {});
    }
    if (!answer.ok) throw new Error(`no session: ${answer.status}`);
    const { session: value, expires_in: seconds } = await answer.json();
    holdSession(value, seconds);
  };

  const end = () => {
    const { ended, endedHint, endedOpen } = document.body.dataset;
    const button = make("button", { type: "button", className: "primary", textContent: endedOpen });
    button.dataset.retry = "";
    const state = make(
      "section",
      { className: "state" },
      make("span", { className: "sign", ariaHidden: "true" }),
      make("h1", { textContent: ended }),
      make("p", { textContent: endedHint }),
      make("div", { className: "actions" }, button),
    );
    state.dataset.state = "session-ended";
    const status = document.querySelector("[data-words]");
    document.querySelector("main").replaceChildren(...(status ? [status] : []), state);
    say(ended);
  };

  const complain = (where, words) => {
    where?.querySelector(".failed")?.remove();
    where?.prepend(make("p", { className: "failed", role: "alert", textContent: words }));
  };

  const put = (place, html) => {
    const focused = place.contains(document.activeElement);
    // Drawn by our own server, escaped by construction; the policy runs no script in it.
    if (place.dataset.for === "client") {
      place.outerHTML = html;
      takeIn();
      return;
    }
    place.innerHTML = html;
    finish(place);
    if (focused) place.querySelector("[data-reload]")?.focus();
    say(place.querySelector("footer")?.textContent.trim() ?? "");
  };

  const readAnew = async (place) => {
    if (place.ariaBusy === "true") return;
    place.ariaBusy = "true";
    place.querySelector(".failed")?.remove();
    try {
      const name = place.dataset.for;
      const answer = await ask(name === "client" ? name : `block/${name}`);
      if (!answer) return;
      if (answer.status === 401) {
        end();
        return;
      }
      // No access any more, or no such client: opened anew, the page says which.
      if (answer.status === 403 || answer.status === 409) {
        openAnew();
        return;
      }
      if (!answer.ok) throw new Error(`no block: ${answer.status}`);
      put(place, await answer.text());
    } catch {
      complain(place.querySelector("footer") ?? place, document.body.dataset.failed);
    } finally {
      place.ariaBusy = "false";
    }
  };

  // ── Which client it is ─────────────────────────────────────────────────────────────────────

  /** Chooses one of the candidates, or takes the choice back; then the card is opened anew. */
  const settleOn = async (button, method) => {
    const place = button.closest(".choice, .client");
    const buttons = [...place.querySelectorAll("button")];
    const candidate = button.dataset.candidate;
    for (const each of buttons) each.disabled = true;
    const body = candidate && JSON.stringify({ candidate });
    const answer = await ask("client", { method, body }).catch(() => ({ status: 0 }));
    if (!answer) return;
    // 409: somebody was faster, and the card shows it.
    if (answer.status === 204 || answer.status === 409) {
      openAnew();
      return;
    }
    for (const each of buttons) each.disabled = false;
    const { refused, failed } = place.dataset;
    const where = button.parentElement;
    complain(where, (answer.status === 403 && refused) || failed || button.dataset.failed);
  };

  // ── Another card ───────────────────────────────────────────────────────────────────────────

  /** Opens a card over this one; when it is closed again, what was filled in counts. */
  const openPath = (event, link) => {
    if (!library?.openPath) return;
    event.preventDefault();
    library.openPath(link.dataset.openPath, (answer) => {
      if (answer?.result === "close") openAnew();
      else window.open(link.href, "_blank", "noopener");
    });
  };

  // ── Beginning ──────────────────────────────────────────────────────────────────────────────

  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-reload]")?.closest("[data-for]");
    if (place) readAnew(place);
    else if (event.target.closest("[data-retry]")) openAnew();
    const candidate = event.target.closest("[data-candidate]");
    if (candidate) settleOn(candidate, "POST");
    const undo = event.target.closest("[data-undo]");
    if (undo) settleOn(undo, "DELETE");
    const link = event.target.closest("[data-open-path]");
    if (link) openPath(event, link);
  });

  // For the buttons of rules, whose script is only there where there are some.
  window.inlay = { ask, portal };

  const begin = () => {
    settle();
    observer.disconnect();
  };
  const observer = new MutationObserver(takeIn);
  observer.observe(page, { childList: true, subtree: true });
  takeIn();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();

  portal.then((BX24) => {
    library = BX24;
    const ready = () => {
      if (document.body.dataset.installed === "true") BX24.installFinish();
      if ("reentry" in document.body.dataset) enterAgain(BX24);
      keepFitting(BX24);
    };
    if (document.body) ready();
    else document.addEventListener("DOMContentLoaded", ready);
  });
})();
