// Whether who writes asks that nobody learns who they are, read on the device as the service reads it
// (`chalicelib/routing/secrecy.py`), by the same ways to ask. What is written as HTML, such as "&amp;",
// the service alone takes apart.
import requests from "./requests.js";

const { near, phrases, ways } = requests;
const sets = (lists) => lists.map((words) => new Set(words));
const WAYS = ways.map(({ word, near: beside, named, unless }) => ({
  word: new RegExp(`^(?:${word})$`), near: sets(beside), named: new Set(named), unless: sets(unless),
}));
const PHRASES = new RegExp(`\\b(?:${phrases.join("|").replaceAll(" ", "\\s+")})\\b`);

/** Small letters, without accents, invisible signs, links, tags and letters stretched: `fold` of `routing/text.py`. */
const fold = (text) => text.toLowerCase().normalize("NFKD").toLowerCase().replace(/[\p{Cf}\p{Mn}]/gu, "")
  .replace(/(?:https?:\/\/|www\.)\S+/g, " ").replace(/<[^<>]{1,300}>/g, " ").replace(/([a-z])\1{2,}/g, "$1");

/** Whether the word at a place is part of a request, by the words around it. */
function isRequest(words, place) {
  const before = words.slice(Math.max(0, place - near), place);
  const around = [...before, ...words.slice(place + 1, place + near + 1)];
  const follows = (sequence) => sequence.length > 0 && before.length >= sequence.length
    && sequence.every((set, n) => set.has(before.at(n - sequence.length)));
  return WAYS.some((way) => way.word.test(words[place])
    && way.near.every((set) => around.some((word) => set.has(word)))
    && (!way.named.size || before.slice(-2).some((word) => way.named.has(word)))
    && !follows(way.unless));
}

/** Whether a text asks to keep its writer's name from others. */
export function asksForSecrecy(text) {
  const folded = fold(text);
  const words = folded.match(/[a-z]+/g) ?? [];
  return PHRASES.test(folded) || words.some((_, place) => isRequest(words, place));
}
