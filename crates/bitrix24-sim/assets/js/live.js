// Parts of a card that are drawn again without loading the page, so that an open
// frame stays what it is.

export function keepLive() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.closest('[data-live]')) return;
    event.preventDefault();
    change(form, event.submitter);
  });
}

/** Draws the card anew from the server: what `reloadData` does. */
export async function refreshCard() {
  replace(await fetch(location.pathname + location.search));
}

async function change(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  // `form.action` would be a field of that name, if there were one.
  const address = location.pathname + location.search;
  replace(await fetch(address, { method: 'POST', body: fields }));
}

async function replace(answer) {
  // Logged out, or the card is gone: the page itself says so best.
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(document.adoptNode(fresh));
  }
}
