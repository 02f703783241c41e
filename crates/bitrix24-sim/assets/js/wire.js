// The wire format of messages between a page of the portal and a frame.

/**
 * Reads `COMMAND:JSON:CALLBACK_ID:APP_SID`. Empty segments are left out, and the
 * JSON may hold colons: the command is the first segment, the rendering's number
 * the last, the callback the one before it. A command with a colon in its name
 * comes as an object. Returns `null` for anything else.
 */
export function parseMessage(data) {
  if (typeof data === 'object' && data !== null) {
    const { method, params, callback, appSid } = data;
    if (typeof method !== 'string' || typeof appSid !== 'string') return null;
    return { command: method, params: params === '' ? null : (params ?? null), callback: callback ?? '', sid: appSid };
  }
  if (typeof data !== 'string') return null;
  const segments = data.split(':');
  if (segments.length < 2) return null;
  const command = segments.shift();
  const sid = segments.pop();
  const callback = segments.pop() ?? '';
  const text = segments.join(':');
  if (text === '') return { command, params: null, callback, sid };
  try {
    return { command, params: JSON.parse(text), callback, sid };
  } catch {
    return null;
  }
}

/** `CALLBACK_ID:JSON`, or the bare id when there is no value. */
export function formatAnswer(callback, value) {
  return value === undefined ? callback : `${callback}:${JSON.stringify(value)}`;
}
