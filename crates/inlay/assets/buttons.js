// Buttons of rules, in a widget and on the page of a menu's entry. A click has a key of its own
// that goes with whatever is sent because of it: the server does for one key one thing.
(() => {
  "use strict";

  const newKey = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /** A click whose outcome is not known yet is remembered over a reload of the frame. */
  const memory = (rule) => {
    const { memberId, placement, entityId } = document.body.dataset;
    const name = ["inlay-click", memberId, placement, entityId, rule].join(":");
    // A browser that keeps nothing for a frame loses no more than that.
    const tried = (act) => {
      try {
        return act(sessionStorage);
      } catch {
        return null;
      }
    };
    return {
      key: tried((kept) => kept.getItem(name)),
      keep: (key) => tried((kept) => kept.setItem(name, key)),
      forget: () => tried((kept) => kept.removeItem(name)),
    };
  };

  /** The card around shows the former values; only some places can be told. */
  const reloadCard = async () => {
    const BX24 = await window.inlay.portal;
    BX24.placement.getInterface((known) => {
      if (known?.command?.includes("reloadData")) BX24.placement.call("reloadData", {}, () => {});
    });
  };

  const complain = (said, words) => {
    const note = Object.assign(document.createElement("p"), { className: "failed", textContent: words });
    said.replaceChildren(note);
  };

  const press = async (button) => {
    const said = button.parentElement.querySelector("[data-said]");
    const { busy, again, lost } = button.closest(".rules").dataset;
    if (button.ariaBusy === "true") return;
    window.inlay.portal.then((BX24) => {
      library = BX24;
    });
    const click = memory(button.dataset.rule);
    if (button.dataset.state === "done") {
      button.dataset.state = "asked";
      complain(said, again);
      return;
    }
    const key = click.key ?? newKey();
    click.keep(key);
    // Not `disabled`: it would lose the focus.
    button.ariaBusy = button.ariaDisabled = "true";
    said.textContent = busy;
    try {
      const path = `../../rule/${button.dataset.rule}`;
      const answer = await window.inlay.ask(path, { method: "POST", body: JSON.stringify({ key }) });
      if (!answer) return;
      if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(`no words: ${answer.status}`);
      // Drawn by our own server, escaped by construction; the policy runs no script in it.
      said.innerHTML = await answer.text();
      const outcome = said.querySelector("[data-outcome]");
      button.dataset.state = outcome?.dataset.outcome ?? "";
      if (button.dataset.state === "done") click.forget();
      if (outcome && "wrote" in outcome.dataset) reloadCard();
    } catch {
      complain(said, lost);
    } finally {
      button.ariaBusy = button.ariaDisabled = "false";
    }
  };

  /** Bitrix24's library, where nobody can wait for it: a link is opened at once or not by us. */
  let library = null;

  /** Shows what was made over the card; a browser outside of a portal opens it by itself. */
  const show = (event, link) => {
    if (!library?.openPath) return;
    event.preventDefault();
    library.openPath(link.dataset.shown, (answer) => {
      if (answer?.result === "error") window.open(link.href, "_blank", "noopener");
    });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rule]");
    if (button) press(button);
    const link = event.target.closest("[data-shown]");
    if (link) show(event, link);
    if (event.target.closest("[data-close]")) window.inlay.portal.then((BX24) => BX24.closeApplication());
  });
})();
