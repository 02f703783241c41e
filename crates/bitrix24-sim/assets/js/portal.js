// What every page of the portal does: menus, tabs, frames, forms that stay.

import { keepActivities } from './activities.js';
import { openFrame } from './frame.js';
import { keepLive } from './live.js';
import { openTool } from './tools.js';
import { keepTabs } from './tabs.js';

closeMenusOnOutsideClicks();
keepTabs();
keepActivities();
keepLive();

for (const host of document.querySelectorAll('[data-frame="now"]')) openFrame(host);
// Lists are drawn again now and then: nobody remembers their buttons.
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-tool]');
  if (button) openTool(button);
});
document.querySelectorAll('[data-tool="now"]').forEach(openTool);

function closeMenusOnOutsideClicks() {
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!menu.contains(event.target) || event.target.closest('.sheet [data-tool]')) menu.open = false;
    }
  });
}
