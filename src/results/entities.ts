const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The longest reference that is looked at, `&` and `;` left out: a code point with leading zeros. */
const MAX_REFERENCE = 64;

/** The two that stacks of failures are full of: told without looking further. */
const LT = '&lt;';
const GT = '&gt;';

/**
 * Decodes the five predefined entities and character references of XML 1.0. Anything else that begins
 * with `&` stays as written: no other entity can be declared, since declarations are refused.
 */
export function decodeEntities(text: string): string {
  let at = text.indexOf('&');
  if (at < 0) return text;
  let decoded = '';
  let from = 0;
  while (at >= 0) {
    const isLess = text.startsWith(LT, at);
    if (isLess || text.startsWith(GT, at)) {
      decoded += text.slice(from, at) + (isLess ? '<' : '>');
      from = at + LT.length;
      at = text.indexOf('&', from);
      continue;
    }
    const end = text.indexOf(';', at);
    if (end < 0) break;
    const reference = end - at > MAX_REFERENCE ? undefined : decodeReference(text.slice(at + 1, end));
    if (reference === undefined) {
      at = text.indexOf('&', at + 1);
      continue;
    }
    decoded += text.slice(from, at) + reference;
    from = end + 1;
    at = text.indexOf('&', from);
  }
  return decoded + text.slice(from);
}

function decodeReference(body: string): string | undefined {
  if (body.charCodeAt(0) !== 0x23) return Object.hasOwn(predefined, body) ? predefined[body] : undefined;
  const isHex = body.charCodeAt(1) === 0x78;
  const digits = body.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return undefined;
  const code = Number.parseInt(digits, isHex ? 16 : 10);
  return isCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** Whether XML allows the character; those it forbids stay as references, so that no control code gets through. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
