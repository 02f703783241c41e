// A word in the corner that goes away by itself.

const STAYS_MS = 8000;

/** Tells something; `to` is where a click leads. */
export function tell(heading, text, to = '') {
  const toast = document.createElement(to ? 'a' : 'div');
  toast.className = 'toast panel';
  if (to) toast.href = to;
  toast.setAttribute('role', 'status');
  toast.append(
    Object.assign(document.createElement('b'), { textContent: heading }),
    Object.assign(document.createElement('span'), { textContent: text }),
  );
  corner().append(toast);
  setTimeout(() => toast.remove(), STAYS_MS);
}

function corner() {
  const known = document.querySelector('.toasts');
  if (known) return known;
  const made = Object.assign(document.createElement('div'), { className: 'toasts' });
  document.body.append(made);
  return made;
}
