// Tabs of a card. A tab with an application's frame posts its form when it is
// opened for the first time, not before.

import { openFrame } from './frame.js';

export function keepTabs() {
  const list = document.querySelector('[role="tablist"]');
  if (!list) return;
  const tabs = [...list.querySelectorAll('[role="tab"]')];

  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) choose(tab, tabs);
  });
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(document.activeElement);
    if (!step || at < 0) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    choose(next, tabs);
  });

  // A reload, or a link with #tab-3, comes back to the same tab.
  const wanted = tabs.find((tab) => `#${tab.id}` === location.hash);
  if (wanted) choose(wanted, tabs);
}

function choose(chosen, tabs) {
  for (const tab of tabs) {
    const pane = document.getElementById(tab.getAttribute('aria-controls'));
    const open = tab === chosen;
    tab.setAttribute('aria-selected', open);
    pane.hidden = !open;
    if (open && 'frame' in pane.dataset && !pane.dataset.opened) {
      pane.dataset.opened = 'yes';
      openFrame(pane);
    }
  }
  const first = chosen === tabs[0];
  history.replaceState(null, '', first ? location.pathname + location.search : `#${chosen.id}`);
}
