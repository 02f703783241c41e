// Frames of applications: how they are opened, and who may speak.

import { commands, isAllowed } from './commands.js';
import { note } from './notes.js';
import { send } from './server.js';
import { formatAnswer, parseMessage } from './wire.js';

/** Live renderings by their number. */
const frames = new Map();

/**
 * Opens the frame that `host` describes in its data attributes: asks the server
 * for a form with fresh tokens, puts form and iframe into `host`, submits one
 * into the other.
 */
export async function openFrame(host, { slider = null } = {}) {
  const { application, binding, placement, options } = host.dataset;
  const answer = await send('open', {
    application: Number(application),
    binding: binding ? Number(binding) : null,
    placement,
    options: JSON.parse(options),
  });
  if (!answer?.frame) {
    const text = answer?.refusal ?? '—';
    host.replaceChildren(Object.assign(document.createElement('p'), { className: 'alert', textContent: text }));
    return;
  }
  const frame = { ...answer.frame, host, slider, events: new Map() };
  const form = makeForm(frame);
  frame.element = makeIframe(frame, host.dataset.title);
  frames.set(frame.sid, frame);
  host.replaceChildren(form, frame.element);
  form.submit();
}

function makeForm(frame) {
  const form = document.createElement('form');
  form.name = form.id = `appform_${frame.sid}`;
  form.method = 'POST';
  form.action = frame.action;
  form.target = frame.name;
  form.hidden = true;
  for (const [name, value] of frame.fields) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  return form;
}

function makeIframe(frame, title) {
  const iframe = document.createElement('iframe');
  iframe.id = `appframe_${frame.sid}`;
  iframe.name = frame.name;
  iframe.title = title ?? '';
  iframe.className = 'app loading';
  iframe.allow = 'geolocation *; microphone *; camera *';
  iframe.addEventListener('load', () => iframe.classList.remove('loading'));
  return iframe;
}

// One ear for all frames. Whoever is not known, comes from another origin than
// the handler's, or asks for what is not allowed there, hears nothing.
window.addEventListener('message', async (event) => {
  const message = parseMessage(event.data);
  const frame = message && frames.get(message.sid);
  if (!frame || event.origin !== frame.origin || event.source !== frame.element.contentWindow) return;
  note(frame, 'frame', message.command, message.params);
  if (!isAllowed(frame, message.command)) return;
  const reply = (value) => answer(frame, message, value);
  await commands[message.command](frame, message.params ?? {}, reply, message.callback);
});

function answer(frame, { command, callback }, value) {
  if (!callback || !frame.element.isConnected) return;
  note(frame, 'portal', command, value);
  frame.element.contentWindow.postMessage(formatAnswer(callback, value), frame.origin);
}
