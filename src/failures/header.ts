/** Endings of a name that make it an exception type even without a package. */
const typeEnding =
  /(?:Error|Exception|Failure|Failed|Fault|Panic|Timeout|Warning|Interrupt|Exit|Abort|Iteration)$/;

/** An error code that some exceptions print before their type: `VOLUME_NOT_EMPTY org.example.StoreException: …`. */
const errorCode = /^[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8} (?=[a-z]\w{0,60}\.)/;

/** The longest thing taken for a type's name. */
export const longestType = 300;

interface Header {
  readonly type: string;
  readonly message: string;
}

/**
 * Splits `Type: message` as exceptions are printed in every language; a text that does not begin with a type is
 * all message. A type has a package, or an ending such as Error, or is Go's and Rust's `panic`.
 */
export function typeAndMessage(header: string): Header {
  const text = header.trim();
  const code = /^[A-Z][A-Z0-9]/.test(text) ? (errorCode.exec(text)?.[0] ?? '') : '';
  if (code !== '') {
    const coded = typeAndMessage(text.slice(code.length));
    return coded.type === '' ? { type: '', message: text } : { ...coded, message: `${code}${coded.message}` };
  }
  const end = typeEnd(text);
  const candidate = text.slice(0, end);
  if (!isType(candidate)) return { type: '', message: text };
  const rest = text.slice(end);
  if (rest !== '' && !/^(?::| : |\s*\n| - | \[|$)/.test(rest.slice(0, 80)))
    return { type: '', message: text };
  return { type: candidate, message: rest.replace(/^(?: \[ERR_ASSERTION\])? ?:/, '').trim() };
}

/** Whether a name looks like an exception type: has a package and a capitalised last name, or a telling ending. */
export function isType(name: string): boolean {
  if (name === 'panic') return true;
  if (!name.includes('.') && !typeEnding.test(name) && !name.endsWith(')')) return false;
  if (!/^[A-Za-z_][\w$.\\:]*(?:\([\w$.]+\))?$/.test(name)) return false;
  const open = name.indexOf('(');
  const path = open < 0 ? name : name.slice(0, open);
  const cut = Math.max(
    path.lastIndexOf('.'),
    path.lastIndexOf('\\'),
    path.lastIndexOf(':'),
    path.lastIndexOf('$'),
  );
  const last = path.slice(cut + 1);
  if (!/^[A-Z]/.test(last)) return false;
  return typeEnding.test(last) || /^[a-z]\w*\.(?:[\w$]+\.)*[A-Z]/.test(name);
}

function typeEnd(text: string): number {
  const limit = Math.min(text.length, longestType);
  for (let at = 0; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 58 && text.charCodeAt(at + 1) === 58) at++;
    else if (code === 58 || code <= 32) return at;
  }
  return limit;
}
