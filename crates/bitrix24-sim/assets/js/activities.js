// Buttons above the history of a card: each opens its frame in place, and closes
// it again. The form is posted when it is opened for the first time.

import { openFrame } from './frame.js';

export function keepActivities() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-activity]');
    if (!button) return;
    const open = button.getAttribute('aria-expanded') !== 'true';
    for (const other of document.querySelectorAll('[data-activity]')) show(other, other === button && open);
  });
}

function show(button, open) {
  const host = document.getElementById(button.dataset.activity);
  button.setAttribute('aria-expanded', open);
  host.hidden = !open;
  if (open && !host.dataset.opened) {
    host.dataset.opened = 'yes';
    openFrame(host);
  }
}
