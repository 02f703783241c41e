// A dialog in which people and cards are chosen.

/**
 * Lets the user choose from `groups`: `[{ title, rows: [{ id, title, desc, value }] }]`.
 * Resolves with the chosen values, in the order of choice, or with `null` when the
 * dialog was closed. Rows in `blocked` cannot be chosen; those in `chosen` are.
 */
export function choose({ groups, many = false, blocked = [], chosen = [] }) {
  const dialog = Object.assign(document.createElement('dialog'), { className: 'picker' });
  const search = Object.assign(document.createElement('input'), { type: 'search', placeholder: document.body.dataset.search });
  const list = Object.assign(document.createElement('div'), { className: 'picker-rows' });
  const foot = document.createElement('footer');
  const taken = new Map();
  let result = null;

  for (const { title, rows } of groups.filter((group) => group.rows.length > 0)) {
    list.append(Object.assign(document.createElement('h2'), { textContent: title }));
    for (const row of rows) list.append(draw(row));
  }
  search.setAttribute('aria-label', search.placeholder);
  search.addEventListener('input', sift);
  foot.append(button(document.body.dataset.close, 'cancel', () => dialog.close()));
  if (many) foot.append(button(document.body.dataset.choose, 'green', () => finish([...taken.values()])));
  dialog.append(search, list, foot);
  document.body.append(dialog);
  dialog.showModal();

  return new Promise((resolve) => {
    // The cross, Esc and the button all end here.
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(result);
    });
  });

  function draw(row) {
    const line = button(row.title, 'row', () => (many ? toggle() : finish([row.value])));
    line.dataset.id = row.id;
    line.append(Object.assign(document.createElement('small'), { textContent: row.desc ?? '' }));
    line.disabled = blocked.includes(row.id);
    if (many && chosen.includes(row.id) && !line.disabled) toggle();
    return line;

    function toggle() {
      if (!taken.delete(row.id)) taken.set(row.id, row.value);
      line.setAttribute('aria-pressed', taken.has(row.id));
    }
  }

  function finish(values) {
    result = values;
    dialog.close();
  }

  function sift() {
    const wanted = search.value.trim().toLowerCase();
    for (const line of list.querySelectorAll('.row')) line.hidden = !line.textContent.toLowerCase().includes(wanted);
  }
}

function button(text, className, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className, textContent: text });
  if (className !== 'row') made.classList.add('button');
  made.addEventListener('click', act);
  return made;
}
