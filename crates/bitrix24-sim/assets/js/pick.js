// Commands that let the user choose. Who closes a dialog is not told of it, and
// neither is the frame (sdk/bx24-js-sdk/system-dialogues/).

import { choose } from './dialog.js';

/** `{ mult }`: one person, or several. */
export async function selectUser(_, { mult }, reply) {
  const users = await load('users');
  const rows = users.map((user) => ({ id: user.id, title: user.name, desc: user.position, value: user }));
  const chosen = await choose({ groups: [{ title: '', rows }], many: Boolean(mult) });
  if (chosen) reply(mult ? chosen : chosen[0]);
}

/** `value` are codes that cannot be chosen; the answer is grouped by provider. */
export async function selectAccess(frame, { value }, reply) {
  const users = await load('users');
  const person = (provider, letter) => ({ id, name, position }) => {
    const code = { provider, id: letter + id, name };
    return { id: code.id, title: name, desc: `${code.id} · ${position}`, value: code };
  };
  const all = [['AU', 'All authorized users'], ['G2', 'All visitors'], ['CR', 'Author']];
  const others = all.map(([id, name]) => ({ id, title: name, desc: id, value: { provider: 'other', id, name } }));
  const groups = [
    { title: 'IU', rows: users.map(person('intranet', 'IU')) },
    { title: 'U', rows: users.map(person('user', 'U')) },
    { title: '', rows: others },
  ];
  const chosen = await choose({ groups, many: true, blocked: list(value) });
  if (!chosen) return;
  const order = ['intranet', 'user', 'other'];
  reply(chosen.sort((one, other) => order.indexOf(one.provider) - order.indexOf(other.provider)));
}

/** `{ entityType, multiple, value }`; the answer has a list for each kind. */
export async function selectCRM(_, { entityType, multiple, value }, reply) {
  const cards = await load('crm');
  const kinds = list(entityType).length > 0 ? list(entityType) : Object.keys(cards);
  const row = (card) => ({ id: card.id, title: card.title, desc: card.desc, value: card });
  const groups = kinds.filter((kind) => kind in cards).map((kind) => ({ title: kind, rows: cards[kind].map(row) }));
  const known = groups.flatMap(({ title, rows }) => rows.filter(({ id }) => isIn(value, title, id))).map(({ id }) => id);
  const chosen = await choose({ groups, many: Boolean(multiple), chosen: known });
  if (!chosen) return;
  const answer = Object.fromEntries(Object.keys(cards).map((kind) => [kind, []]));
  for (const card of chosen) answer[card.type].push(card);
  reply(answer);
}

/** `{ deal: [77] }`, or `["D_77"]`. */
function isIn(value, kind, id) {
  if (Array.isArray(value)) return value.includes(id);
  const numbers = list(value?.[kind]).map(String);
  return numbers.includes(id.split('_')[1]);
}

/** A list that may have arrived as one thing, or as an object with numbers for keys. */
function list(value) {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  return typeof value === 'object' ? Object.values(value) : [value];
}

async function load(name) {
  const answer = await fetch(`/sim/pick/${name}`);
  return answer.ok ? answer.json() : [];
}
