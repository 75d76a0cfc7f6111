const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Decodes the five predefined entities and character references of XML 1.0. Anything else that begins
 * with `&` stays as written: no other entity can be declared, since declarations are refused.
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:[a-z]{2,4}|#x[0-9a-fA-F]{1,16}|#[0-9]{1,16});/g, decodeReference);
}

function decodeReference(reference: string): string {
  const body = reference.slice(1, -1);
  if (!body.startsWith('#'))
    return Object.hasOwn(predefined, body) ? (predefined[body] ?? reference) : reference;
  const code = body.startsWith('#x') ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
  return isCharacter(code) ? String.fromCodePoint(code) : reference;
}

/** Whether XML allows the character; those it forbids stay as references, so that no control code gets through. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
