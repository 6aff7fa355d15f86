// What an officer has written and not sent, per case and action, or per form of administration, until
// it is sent. Kept on the device under the officer it belongs to, so that a lost session, a reload or
// a colleague who was faster takes nothing away.
import { device, UNSENT } from "./page.js";

const all = () => device.get(UNSENT) ?? {};
const of = (officer) => all()[officer] ?? {};

function store(officer, texts) {
  const { [officer]: _, ...others } = all();
  device.set(UNSENT, Object.keys(texts).length ? { ...others, [officer]: texts } : others);
}

/** `{action: values}` of a case. */
export const unsentOf = (officer, caseId) => of(officer)[caseId] ?? {};

export const anyUnsent = (officer) => Object.keys(of(officer)).length > 0;

/** Keep what stands in an action's form; `values` null when it was sent or is not wanted. */
export function keepUnsent(officer, caseId, action, values) {
  const { [caseId]: ofCase = {}, ...others } = of(officer);
  const { [action]: _, ...rest } = ofCase;
  const kept = values && Object.values(values).some(Boolean) ? { ...rest, [action]: values } : rest;
  store(officer, Object.keys(kept).length ? { ...others, [caseId]: kept } : others);
}

export const dropUnsent = (officer) => store(officer, {});
