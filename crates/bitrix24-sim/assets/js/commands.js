// What a frame may ask of the page. A handler answers with `reply(value)`, with
// `reply()` for an empty answer, or not at all: there is no channel for errors.

import { openFrame } from './frame.js';
import { refreshPage } from './live.js';
import { written } from './notes.js';
import { selectAccess, selectCRM, selectUser } from './pick.js';
import { send } from './server.js';
import { openSlider } from './slider.js';
import { tell } from './toast.js';

/** Pages that `openPath` opens. */
const PATHS = /^\/(crm\/(deal|lead|contact|company|type)|marketplace|company\/personal\/user\/\d+|workgroups\/group\/\d+)\//;

/** Commands that a placement adds to the ones everybody has. */
const OF_PLACEMENT = [
  { placement: /^CRM_\w+_(DETAIL_TAB|DETAIL_ACTIVITY|LIST_MENU)$/, commands: ['reloadData'] },
];

const MAIN = 'DEFAULT';

function ofPlacement(frame) {
  const known = OF_PLACEMENT.filter(({ placement }) => placement.test(frame.placement));
  return known.flatMap((one) => one.commands);
}

export function isAllowed(frame, command) {
  if (!Object.hasOwn(commands, command)) return false;
  // Only an application's own page has a title of its own.
  if (command === 'setTitle') return frame.placement === MAIN;
  if (command === 'reloadData') return ofPlacement(frame).includes(command);
  return true;
}

export const commands = {
  getInitData(frame, _, reply) {
    reply(frame.start);
  },

  async setInstall(frame, params, reply) {
    await send('started', { application: frame.application });
    frame.start.FIRST_RUN = false;
    reply(params);
  },

  // Never answered: the page goes away under the one who asks.
  async setInstallFinish(frame) {
    if (!frame.start.INSTALL) return;
    const done = await send('installed', { application: frame.application });
    await written();
    const page = new URL(location.href);
    page.searchParams.set('install_finished', done === true ? 'Y' : 'N');
    location.assign(page);
  },

  async refreshAuth(frame, _, reply) {
    const auth = await send('auth', { application: frame.application });
    if (!auth) return;
    Object.assign(frame.start, auth);
    reply(auth);
  },

  setAppOption: (frame, params, reply) => keep('application', frame, params, reply),
  setUserOption: (frame, params, reply) => keep('user', frame, params, reply),

  resizeWindow({ element }, { width, height }, reply) {
    element.style.width = width === '100%' ? '100%' : `${Number.parseInt(width, 10)}px`;
    if (Number.parseInt(height, 10) > 0) element.style.height = `${Number.parseInt(height, 10)}px`;
    const box = element.getBoundingClientRect();
    reply({ width: Math.round(box.width), height: Math.round(box.height) });
  },

  setTitle({ slider, host }, params, reply) {
    const panel = slider && host.closest('.slider-panel');
    const title = panel ? panel.querySelector('.slider-title') : document.getElementById('pagetitle');
    if (title) {
      title.textContent = params.title ?? '';
      title.hidden = !title.textContent;
    }
    reply(params);
  },

  setScroll(_, params, reply) {
    window.scrollTo(0, Number.parseInt(params.scroll, 10) || 0);
    reply(params);
  },

  async reloadWindow() {
    await written();
    location.reload();
  },

  openApplication(frame, params, reply) {
    const { bx24_width: width, bx24_title: title, bx24_label: label } = params;
    const slider = openSlider({ width, title, label: label?.text ?? label, onClose: () => reply() });
    const options = { ...params, IFRAME: 'Y', IFRAME_TYPE: 'SIDE_SLIDER' };
    Object.assign(slider.body.dataset, {
      title: title ?? '',
      application: frame.application,
      placement: MAIN,
      options: JSON.stringify(options),
    });
    openFrame(slider.body, { slider });
  },

  closeApplication(frame) {
    frame.slider?.close();
  },

  openPath(frame, { path }, reply) {
    const page = typeof path === 'string' && PATHS.test(path) ? new URL(path, location.origin) : null;
    // A path such as /crm/deal/../../x has become something else by now.
    if (!page || page.origin !== location.origin || !PATHS.test(page.pathname)) {
      reply({ result: 'error', errorCode: 'PATH_NOT_AVAILABLE' });
      return;
    }
    const extra = { from: 'rest_placement', from_app: frame.clientId };
    openPage(page, extra, () => reply({ result: 'close' }));
  },

  selectUser,
  selectAccess,
  selectCRM,

  // None of these is answered. There is no telephone here: who is called, and how, is shown.
  imCallTo: (_, { userId, video }) => ring(`#${userId}${video ? ' (video)' : ''}`),
  imPhoneTo: (_, { phone }) => ring(String(phone ?? '')),
  imOpenMessenger: () => openPage('/online/'),
  imOpenHistory: () => openPage('/online/'),
  // Known, and without any effect that somebody could name.
  showAppForm() {},

  getInterface(frame, _, reply) {
    reply({ command: ofPlacement(frame), event: [] });
  },

  // Not acknowledged. None of this portal's places has events yet; who listens is
  // remembered by name.
  placementBindEvent(frame, { event }, _, callback) {
    if (typeof event === 'string') frame.events.set(event, callback);
  },

  async reloadData(_frame, _params, reply) {
    await refreshPage({ force: true });
    reply();
  },
};

/** Shows a page of the portal in a slider. */
function openPage(address, extra = {}, onClose = () => {}) {
  const page = new URL(address, location.origin);
  const marks = { IFRAME: 'Y', IFRAME_TYPE: 'SIDE_SLIDER', ...extra };
  for (const [name, value] of Object.entries(marks)) page.searchParams.set(name, value);
  const slider = openSlider({ onClose });
  slider.body.append(Object.assign(document.createElement('iframe'), { className: 'app page', src: page.href }));
}

function ring(whom) {
  tell(document.body.dataset.calling, whom);
}

async function keep(owner, frame, params, reply) {
  const { name, value } = params;
  if (typeof name !== 'string') return;
  const kept = await send('option', { application: frame.application, owner, name, value });
  if (kept !== true) return;
  const key = owner === 'user' ? 'USER_OPTIONS' : 'APP_OPTIONS';
  // An empty PHP array arrives as [].
  frame.start[key] = { ...frame.start[key], [name]: value };
  reply(params);
}
