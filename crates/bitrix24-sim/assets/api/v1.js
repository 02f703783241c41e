// BX24: what an application's page in a frame of the portal talks through.
// Written from the vendor's documents (sdk/bx24-js-sdk/); the original is theirs.

(() => {
  'use strict';

  const [host = '', protocol = '1', sid = ''] = window.name.split('|');
  const scheme = protocol === '0' ? 'http' : 'https';
  const portal = `${scheme}://${host.replace(scheme === 'https' ? /:443$/ : /:80$/, '')}`;

  /** What the portal said about this rendering; nothing before `init`. */
  let start = null;
  /** When the access token ends, in milliseconds. */
  let expires = 0;
  let asked = false;
  const onInit = [];
  const onInstall = [];
  const listeners = new Map();
  let lastId = 0;

  // ---- messages ----------------------------------------------------------

  function send(command, params, callback, keep = false) {
    const id = `bx24_${sid.slice(0, 6)}_${(lastId += 1)}`;
    if (callback) listeners.set(id, { callback, keep });
    const segments = [command];
    if (params !== undefined && params !== null) segments.push(JSON.stringify(params));
    segments.push(id, sid);
    window.parent.postMessage(segments.join(':'), portal);
  }

  window.addEventListener('message', (event) => {
    if (event.origin !== portal || event.source !== window.parent || typeof event.data !== 'string') return;
    const end = event.data.indexOf(':');
    const id = end < 0 ? event.data : event.data.slice(0, end);
    const text = end < 0 ? '' : event.data.slice(end + 1);
    const listener = listeners.get(id);
    if (!listener) return;
    if (!listener.keep) listeners.delete(id);
    listener.callback(text === '' ? undefined : JSON.parse(text));
  });

  // ---- beginning ---------------------------------------------------------

  function init(callback) {
    if (typeof callback === 'function') {
      if (start) return void callback();
      onInit.push(callback);
    }
    if (asked || !host || !sid) return;
    asked = true;
    send('getInitData', null, (data) => {
      start = { ...data, USER_OPTIONS: { ...data.USER_OPTIONS }, APP_OPTIONS: { ...data.APP_OPTIONS } };
      takeAuth(data);
      if (!start.FIRST_RUN) return begin();
      send('setInstall', { install: true }, () => {
        start.FIRST_RUN = false;
        run(onInstall);
        begin();
      });
    });
  }

  function begin() {
    run(onInit);
  }

  function run(callbacks) {
    for (const callback of callbacks.splice(0)) callback();
  }

  function takeAuth(data) {
    Object.assign(start, { AUTH_ID: data.AUTH_ID, REFRESH_ID: data.REFRESH_ID, AUTH_EXPIRES: data.AUTH_EXPIRES });
    expires = Date.now() + Number(data.AUTH_EXPIRES) * 1000;
  }

  // ---- authorization -----------------------------------------------------

  function getAuth() {
    if (!start || expires <= Date.now()) return false;
    return {
      access_token: start.AUTH_ID,
      refresh_token: start.REFRESH_ID,
      expires_in: expires,
      domain: start.DOMAIN,
      member_id: start.MEMBER_ID,
    };
  }

  function refreshAuth(callback) {
    send('refreshAuth', null, (data) => {
      takeAuth(data);
      callback?.(getAuth());
    });
  }

  // ---- REST --------------------------------------------------------------

  /** What a callback gets to know about its call. */
  class Result {
    constructor(answer, again) {
      this.answer = answer;
      this.again = again;
    }
    data() {
      return this.answer.result;
    }
    error() {
      const { error, error_description: description = '', status = 200 } = this.answer;
      if (error === undefined || error === null) return undefined;
      return {
        status,
        ex: { error, error_description: description },
        getError: () => ({ error, error_description: description }),
        getStatus: () => status,
        toString: () => `${error}: ${description} (${status})`,
      };
    }
    error_description() {
      return this.answer.error_description;
    }
    more() {
      return !Number.isNaN(Number.parseInt(this.answer.next, 10));
    }
    total() {
      return Number.parseInt(this.answer.total, 10);
    }
    time() {
      return this.answer.time;
    }
    next(callback) {
      return this.more() ? this.again(Number(this.answer.next), callback) : false;
    }
  }

  async function post(method, params, repeated = false) {
    if (!getAuth()) await new Promise((resolve) => refreshAuth(resolve));
    let answer;
    try {
      const response = await fetch(`${scheme}://${host}${start.PATH}/${method}.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ ...params, auth: start.AUTH_ID }),
      });
      answer = { ...(await response.json()), status: response.status };
    } catch (cause) {
      return { error: 'NETWORK_ERROR', error_description: String(cause), status: 0 };
    }
    if (!repeated && (answer.error === 'expired_token' || answer.error === 'invalid_token')) {
      await new Promise((resolve) => refreshAuth(resolve));
      return post(method, params, true);
    }
    return answer;
  }

  function callMethod(method, params, callback) {
    const again = (from, next) => callMethod(method, { ...params, start: from }, next ?? callback);
    post(method, params).then((answer) => callback?.(new Result(answer, again)));
    return true;
  }

  function callBatch(calls, callback, halt = false) {
    const named = Object.entries(calls).map(([key, call]) => {
      const [method, params] = Array.isArray(call) ? call : [call.method, call.params];
      return [key, method, params];
    });
    const cmd = {};
    for (const [key, method, params] of named) cmd[key] = `${method}?${query(params)}`;

    post('batch', { halt: halt ? 1 : 0, cmd }).then((answer) => {
      // An empty map arrives as [], one with keys 0, 1, … as a list.
      const of = (name, key) => answer.result?.[name]?.[key];
      const results = Array.isArray(calls) ? [] : {};
      for (const [key, method, params] of named) {
        const failure = answer.result ? of('result_error', key) : answer;
        const parts = {
          result: of('result', key),
          next: of('result_next', key),
          total: of('result_total', key),
          time: of('result_time', key),
          status: answer.status,
        };
        const again = (from, next) => callMethod(method, { ...params, start: from }, next);
        if (parts.result === undefined && !failure) continue;
        results[key] = new Result({ ...failure, ...parts }, again);
      }
      callback?.(results);
    });
    return true;
  }

  /** Parameters as PHP reads them: `fields[PHONE][0][VALUE]=1`. */
  function query(params) {
    const pairs = [];
    const walk = (name, value) => {
      if (value !== null && typeof value === 'object') {
        for (const [key, inner] of Object.entries(value)) walk(name === '' ? key : `${name}[${key}]`, inner);
      } else if (value !== undefined) {
        pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value ?? '')}`);
      }
    };
    walk('', params ?? {});
    return pairs.join('&');
  }

  const eventParams = (event, handler, authType) => {
    const params = { event, handler };
    return authType > 0 ? { ...params, auth_type: authType } : params;
  };

  // ---- options -----------------------------------------------------------

  function options(key, command) {
    return {
      get: (name) => start?.[key][name],
      set: (name, value, callback) => {
        start[key][name] = value;
        send(command, { name, value }, callback);
      },
    };
  }

  // ---- geometry ----------------------------------------------------------

  function getScrollSize() {
    const { documentElement: page, body } = document;
    return {
      scrollWidth: Math.max(page.scrollWidth, page.offsetWidth),
      // Not the page's scrollHeight: that is never less than the frame itself.
      scrollHeight: Math.ceil(Math.max(page.offsetHeight, body ? body.scrollHeight : 0)),
    };
  }

  function resizeWindow(width, height, callback) {
    if (height > 0) send('resizeWindow', { width, height }, callback);
  }

  // ---- the page ----------------------------------------------------------

  const isReady = () => document.readyState !== 'loading';

  function ready(callback) {
    if (isReady()) callback();
    else document.addEventListener('DOMContentLoaded', () => callback(), { once: true });
  }

  function loadScript(sources, callback) {
    const [source, ...rest] = [].concat(sources);
    if (source === undefined) return void callback?.();
    const script = document.createElement('script');
    script.src = source;
    script.onload = () => loadScript(rest, callback);
    document.head.append(script);
  }

  window.BX24 = {
    init,
    install(callback) {
      if (start?.FIRST_RUN === false) return;
      onInstall.push(callback);
      init();
    },
    installFinish: () => send('setInstallFinish'),
    getAuth,
    refreshAuth,
    callMethod,
    callBatch,
    callBind: (event, handler, authType, callback) =>
      callMethod('event.bind', eventParams(event, handler, authType), callback),
    callUnbind: (event, handler, authType, callback) =>
      callMethod('event.unbind', eventParams(event, handler, authType), callback),
    userOption: options('USER_OPTIONS', 'setUserOption'),
    appOption: options('APP_OPTIONS', 'setAppOption'),
    placement: {
      info: () => ({ placement: start?.PLACEMENT, options: start?.PLACEMENT_OPTIONS }),
      getInterface: (callback) => send('getInterface', null, callback),
      call: (command, params, callback) => send(command, params ?? {}, callback),
      bindEvent: (event, callback) => send('placementBindEvent', { event }, callback, true),
    },
    getScrollSize,
    resizeWindow,
    fitWindow: (callback) => resizeWindow('100%', getScrollSize().scrollHeight, callback),
    setTitle: (title, callback) => send('setTitle', { title: String(title) }, callback),
    scrollParentWindow: (scroll, callback) => send('setScroll', { scroll: Number.parseInt(scroll, 10) }, callback),
    reloadWindow: (callback) => send('reloadWindow', null, callback),
    openApplication(params, onClose, settings) {
      const extra = Object.entries(settings ?? {}).map(([name, value]) => [`bx24_${name}`, value]);
      send('openApplication', { ...params, ...Object.fromEntries(extra) }, onClose);
    },
    closeApplication: (callback) => send('closeApplication', null, callback),
    selectUser: (...rest) => send('selectUser', { mult: false }, rest.at(-1)),
    selectUsers: (...rest) => send('selectUser', { mult: true }, rest.at(-1)),
    // A title may stand first; it was never passed on.
    selectAccess(...rest) {
      send('selectAccess', { value: rest.find(Array.isArray) ?? [] }, rest.at(-1));
    },
    selectCRM: (params, callback) => send('selectCRM', params ?? {}, callback),
    im: {
      callTo: (userId, video) => send('imCallTo', { userId, video: Boolean(video) }),
      phoneTo: (phone) => send('imPhoneTo', { phone }),
      openMessenger: (dialogId) => send('imOpenMessenger', { dialogId }),
      openHistory: (dialogId) => send('imOpenHistory', { dialogId }),
    },
    openPath: (path, callback) => send('openPath', { path }, callback),
    isAdmin: () => Boolean(start?.IS_ADMIN),
    getLang: () => start?.LANG,
    getDomain: () => start?.DOMAIN,
    isReady,
    ready,
    bind: (element, event, handler) => element.addEventListener(event, handler),
    unbind: (element, event, handler) => element.removeEventListener(event, handler),
    proxy: (handler, self) => handler.bind(self),
    loadScript,
  };
})();
