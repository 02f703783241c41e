// Menu items and buttons that open an application in a slider.

import { openFrame } from './frame.js';
import { openSlider } from './slider.js';

export function openTool(button) {
  const { title, application, binding, placement, options } = button.dataset;
  const slider = openSlider({ title });
  Object.assign(slider.body.dataset, { title, application, placement, options });
  if (binding) slider.body.dataset.binding = binding;
  openFrame(slider.body, { slider });
}
