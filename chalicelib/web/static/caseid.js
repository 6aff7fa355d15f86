// Report numbers: `LP-XXXX-XXXX-XXXX-C`, Crockford's base 32, the last one a check character.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // pragma: allowlist secret

function checkCharacter(characters) {
  let remainder = 0;
  for (const character of characters) {
    remainder = (remainder ^ ALPHABET.indexOf(character)) << 1;
    if (remainder & 0b100000) remainder ^= 0b100101; // x^5 + x^2 + 1, as on the server
  }
  return ALPHABET[remainder];
}

/** `{id}` when it can be one, else `{problem}`: `incomplete` or `mistyped`. */
export function readCaseId(typed) {
  const characters = typed.toUpperCase().replace(/[\s\-–—]/g, "").replace(/^LP/, "")
    .replace(/O/g, "0").replace(/[IL]/g, "1");
  if (characters.length !== 13) return { problem: "incomplete" };
  if ([...characters].some((character) => !ALPHABET.includes(character))) return { problem: "mistyped" };
  const body = characters.slice(0, 12);
  if (checkCharacter(body) !== characters[12]) return { problem: "mistyped" };
  return { id: `LP-${body.match(/.{4}/g).join("-")}-${characters[12]}` };
}
