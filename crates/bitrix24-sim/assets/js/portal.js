// What every page of the portal does: menus, tabs, frames, forms that stay.

import { openFrame } from './frame.js';
import { keepLive } from './live.js';
import { openTool } from './tools.js';
import { keepTabs } from './tabs.js';

closeMenusOnOutsideClicks();
keepTabs();
keepLive();

for (const host of document.querySelectorAll('[data-frame="now"]')) openFrame(host);
for (const button of document.querySelectorAll('[data-tool]')) {
  button.addEventListener('click', () => openTool(button));
  if (button.dataset.tool === 'now') openTool(button);
}

function closeMenusOnOutsideClicks() {
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target) || event.target.closest('.sheet [data-tool]')) menu.open = false;
    }
  });
}
