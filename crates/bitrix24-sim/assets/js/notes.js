// Tells the server which messages went by, for the log page.

import { send } from './server.js';

let waiting = [];
let sending = Promise.resolve();

/** Notes a message of `from` (`frame` or `portal`). Order is kept. */
export function note(frame, from, command, params) {
  waiting.push({ frame, message: { from, command, params: params ?? null } });
  if (waiting.length === 1) sending = sending.then(flush);
}

/** Resolves when everything noted so far is written down: before a reload. */
export function written() {
  return sending;
}

async function flush() {
  const batch = waiting;
  waiting = [];
  // Neighbours of one frame go together.
  for (let at = 0; at < batch.length; ) {
    const { frame } = batch[at];
    let end = at;
    while (end < batch.length && batch[end].frame === frame) end += 1;
    const messages = batch.slice(at, end).map(({ message }) => message);
    await send('messages', { application: frame.application, placement: frame.placement, messages });
    at = end;
  }
}
