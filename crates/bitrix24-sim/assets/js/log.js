// The log page: asks for news once a second while somebody looks.

const PAUSE_MS = 1000;
const KEPT = 2000;

const lines = document.getElementById('log-lines');
const blank = document.getElementById('log-line').content;
const filter = document.getElementById('log-filter');
let last = 0;

filter.addEventListener('input', () => [...lines.children].forEach(sift));
filter.addEventListener('submit', (event) => event.preventDefault());
watch();

async function watch() {
  const full = document.hidden ? false : await readOn().catch(() => false);
  setTimeout(watch, full ? 0 : PAUSE_MS);
}

/** Reads what is new; `true` when there may be more at once. */
async function readOn() {
  const answer = await fetch(`/sim/log/entries?since=${last}`);
  if (!answer.ok) return false;
  const news = await answer.json();
  last = news.last;
  lines.prepend(...news.entries.map((entry) => draw(entry, news)).reverse());
  while (lines.children.length > KEPT) lines.lastChild.remove();
  return news.entries.length > 0;
}

function draw(entry, { users, applications }) {
  const line = blank.cloneNode(true).firstElementChild;
  const at = (name) => line.querySelector(`[data-at="${name}"]`);
  const params = JSON.stringify(entry.params, null, 1) ?? '';
  const user = users[entry.user_id] ?? '';
  const application = applications[entry.client_id] ?? '';
  at('number').textContent = entry.id;
  at('time').textContent = new Date(entry.at).toLocaleTimeString();
  at('kind').textContent = arrow(entry) + entry.kind;
  at('kind').classList.add(entry.kind);
  at('method').textContent = entry.method;
  at('outcome').textContent = outcome(entry);
  at('outcome').className = `outcome ${tone(entry)}`;
  at('params').textContent = params;
  at('gist').textContent = gist(entry);
  at('by').textContent = [user, application].filter(Boolean).join(' · ');
  at('cost').textContent = entry.cost_ms > 0 ? entry.cost_ms.toFixed(1) : '';
  line.dataset.kind = entry.kind;
  line.dataset.text = `${entry.method} ${outcome(entry)} ${user} ${application} ${params}`.toLowerCase();
  sift(line);
  return line;
}

/** The parameters in one line, as far as they fit. */
function gist({ kind, params }) {
  const shown = kind === 'frame' && params?.from ? params.params : params;
  return shown === null || shown === undefined ? '' : JSON.stringify(shown);
}

/** Which way a message of a frame went. */
function arrow({ kind, params }) {
  if (kind !== 'frame' || !params?.from) return kind === 'event' ? '← ' : '→ ';
  return params.from === 'frame' ? '→ ' : '← ';
}

function outcome({ status, error }) {
  const code = status > 0 ? String(status) : '';
  return error === null ? code : `${code} ${error || '(empty code)'}`.trim();
}

function tone({ status, error }) {
  if (status >= 500) return 'bad';
  if (status >= 400 || error !== null) return 'poor';
  return status >= 200 && status < 300 ? 'good' : '';
}

function sift(line) {
  const wanted = new FormData(filter);
  const text = String(wanted.get('text')).trim().toLowerCase();
  line.hidden = !wanted.getAll('kind').includes(line.dataset.kind) || !line.dataset.text.includes(text);
}
