// One Idempotency-Key for each thing asked, kept until it is answered: who sends the same again
// after an answer was lost on a bad network has it done once.
const unanswered = new Map(); // what was asked -> its key

export function newKey() {
  // Not `randomUUID`: that is missing where the page is served without TLS (a local network).
  return [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Do `send(headers)`, with the same key as before while `asked` has had no answer. */
export async function once(asked, send) {
  const name = JSON.stringify(asked);
  if (!unanswered.has(name)) unanswered.set(name, newKey());
  try {
    const answer = await send({ "Idempotency-Key": unanswered.get(name) });
    unanswered.delete(name);
    return answer;
  } catch (failure) {
    if (failure.status >= 400 && failure.status < 500) unanswered.delete(name); // nothing was done
    throw failure;
  }
}
