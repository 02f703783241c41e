// A sheet that slides in from the right, over the page.

const open = [];

/**
 * Opens a slider and returns `{ body, close }`. `onClose` runs once, however it
 * is closed.
 */
export function openSlider({ title = '', label = '', width = null, onClose = () => {} }) {
  const sheet = element('div', 'slider');
  const panel = element('section', 'slider-panel');
  const handle = element('button', 'slider-close');
  const head = element('h1', 'slider-title');
  const body = element('div', 'slider-body');
  panel.setAttribute('role', 'dialog');
  panel.tabIndex = -1;
  panel.setAttribute('aria-label', title || label);
  handle.type = 'button';
  handle.title = document.body.dataset.close;
  handle.setAttribute('aria-label', handle.title);
  handle.append('×', Object.assign(element('span', 'slider-label'), { textContent: label }));
  head.textContent = title;
  head.hidden = !title;
  panel.append(handle, head, body);
  sheet.append(panel);
  // Through the object model: the page's policy allows no style attribute.
  if (width > 0) panel.style.width = `min(${Number(width)}px, 100vw - var(--handle))`;

  const slider = { body, close };
  function close() {
    const at = open.indexOf(slider);
    if (at < 0) return;
    open.splice(at, 1);
    sheet.remove();
    document.body.classList.toggle('covered', open.length > 0);
    onClose();
  }
  handle.addEventListener('click', close);
  sheet.addEventListener('click', (event) => event.target === sheet && close());
  open.push(slider);
  document.body.classList.add('covered');
  document.body.append(sheet);
  panel.focus();
  return slider;
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') open.at(-1)?.close();
});

function element(name, className) {
  return Object.assign(document.createElement(name), { className });
}
