// Calls of the page to its own server, about frames.

/** Posts to `/sim/frame/NAME`; `null` when there is no answer to be had. */
export async function send(name, body) {
  try {
    const answer = await fetch(`/sim/frame/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.status === 200 ? await answer.json() : null;
  } catch {
    // The portal was stopped, or the page is being left.
    return null;
  }
}
