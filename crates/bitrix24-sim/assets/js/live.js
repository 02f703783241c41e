// Parts of a page that are drawn again without loading it, so that an open frame
// stays what it is: after a form was sent, and when the portal's data has changed.

import { tell } from './toast.js';

const PAUSE_MS = 700;

export function keepLive() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.closest('[data-live]')) return;
    event.preventDefault();
    change(form, event.submitter);
  });
  if (document.querySelector('[data-live]')) watch();
}

/** Draws the page's parts anew from the server: what `reloadData` does. */
export async function refreshPage({ force = false } = {}) {
  await replace(await fetch(location.pathname + location.search), force);
}

async function change(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  // `form.action` would be a field of that name, if there were one.
  const address = location.pathname + location.search;
  replace(await fetch(address, { method: 'POST', body: fields }), true);
}

async function replace(answer, force) {
  // Logged out, or the card is gone: the page itself says so best.
  if (!answer.ok) {
    if (force) location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(part.id);
    if (!fresh || (!force && isInUse(part)) || part.outerHTML === fresh.outerHTML) continue;
    part.replaceWith(document.adoptNode(fresh));
  }
}

/** Somebody types in it, or has a menu of it open. */
function isInUse(part) {
  const busy = part.matches('details[open]') || part.querySelector('details[open]');
  return Boolean(busy) || (part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea'));
}

/** Asks for news as long as somebody looks. */
async function watch() {
  let seen = null;
  let told = null;
  for (;;) {
    const news = document.hidden ? null : await ask();
    if (news) {
      if (seen !== null && news.revision !== seen) await refreshPage().catch(() => {});
      if (told !== null && news.notice && news.notice.id > told) {
        tell(news.notice.by ?? document.body.dataset.system, news.notice.text, '/online/');
      }
      seen = news.revision;
      told = news.notice?.id ?? 0;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function ask() {
  try {
    const answer = await fetch('/sim/live');
    return answer.ok ? await answer.json() : null;
  } catch {
    // The portal was stopped; it may come back.
    return null;
  }
}
