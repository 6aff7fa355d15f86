// Proof of work for filing, solved in a worker while the person is still writing.
import { call, Refused } from "./api.js";

const MARGIN = 60_000; // milliseconds a solution must still be valid when it is used
const DEFAULT_LIFE = 10 * 60_000; // when the challenge does not say when it ends

let pending = null; // {solution: Promise<string>, endsAt: number, failed: boolean}

function endOf(salt) {
  const seconds = new URLSearchParams(salt.split("?")[1] ?? "").get("expires");
  return seconds ? Number(seconds) * 1000 : Date.now() + DEFAULT_LIFE;
}

function solved(challenge) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./solve.js", import.meta.url));
    const stop = (act) => (value) => {
      worker.terminate();
      act(value);
    };
    worker.onerror = stop(() => reject(new Refused(502)));
    worker.onmessage = stop(({ data: number }) => {
      if (number === null) reject(new Refused(502));
      else resolve(number);
    });
    worker.postMessage(challenge);
  });
}

async function fetched(work) {
  const given = await call("GET", "v1/challenge");
  work.endsAt = endOf(given.salt);
  const number = await solved({ ...given, maxnumber: given.maxnumber ?? given.maxNumber ?? 1_000_000 });
  const { algorithm, challenge, salt, signature } = given;
  return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

/** Begin solving, unless a usable solution is there or on its way. */
export function prepare() {
  if (pending && !pending.failed && pending.endsAt - Date.now() > MARGIN) return;
  const work = { endsAt: Infinity, failed: false };
  work.solution = fetched(work);
  work.solution.catch(() => { work.failed = true; });
  pending = work;
}

/** A solved payload for `X-Challenge`. Each is used once. Raises `Refused`. */
export async function take() {
  prepare();
  const { solution } = pending;
  const payload = await solution;
  pending = null;
  return payload;
}
