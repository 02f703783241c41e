// The page of faults: forms and buttons become orders to the control interface.

import { refreshPage } from './live.js';

const alert = document.getElementById('order-alert');

document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-order]');
  if (!button) return;
  const { order: path, method = 'POST', body = '' } = button.dataset;
  order(path, method, body);
});

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-order]');
  if (!form) return;
  event.preventDefault();
  order(form.dataset.order, 'POST', JSON.stringify(read(form)));
});

/** What is filled in; numbers as numbers. */
function read(form) {
  const given = [...form.elements].filter((field) => field.name && field.value !== '');
  return Object.fromEntries(given.map((field) => [field.name, field.type === 'number' ? Number(field.value) : field.value]));
}

async function order(path, method, body) {
  const answer = await fetch(`/sim/control/${path}`, { method, body: body || undefined }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  alert.hidden = answer?.ok ?? false;
  alert.textContent = told?.error ?? 'The portal does not answer.';
  // Renamed: the page goes along.
  if (path === 'rename' && answer?.ok) return location.assign(new URL(location.pathname, told.portal));
  await refreshPage({ force: true });
}
