/** Lists shorter than this are words of the message; longer ones are dumps of an object. */
const longestList = 120;

const sourceFile =
  /\.(?:java|kt|scala|groovy|py|[cm]?[jt]sx?|go|rs|cs|php|rb|swift|c|cc|cpp|h|hpp|ex|exs|dart)$/i;

const number =
  /(?:(?<![\w)\]>])[-+])?\d{1,40}(?:[.,]\d{1,40}){0,8}(?:[eE][-+]?\d{1,4}\b)?(?: ?(?:ns|us|µs|ms|msec|millis|milliseconds?|s|secs?|seconds?|min|minutes?|h|hours?|%|[kKMGT]i?B|bytes?)(?![A-Za-z]))?/g;

/** What stands right before a number that names a cause rather than a quantity. */
const beforeCode =
  /(?:\b(?:HTTP(?:\/\d(?:\.\d)?)?|status(?: code)?|exit(?:ed)?(?: with)?(?: error)?(?: code| status)?|error(?: code)?|errno|code|signal|response)[ :=(#]{1,3})$/i;

/** A product's own error code, `ORA-00942`, `E404`, `TS6258`, up to its digits. */
const codePrefix = /(?:^|[^A-Za-z0-9])[A-Z]{1,10}-?$/;

/** For the number rule: masks numbers with sign and unit, but keeps error, status and exit codes. */
export function keepCodes(text: string): string {
  return text.replace(number, (found: string, offset: number) => {
    const digits = /^\d{1,6}$/.test(found);
    if (!digits) return '<n>';
    const before = text.slice(Math.max(0, offset - 28), offset);
    if (found.length >= 3 && codePrefix.test(before)) return found;
    return found.length <= 5 && beforeCode.test(before) ? found : '<n>';
  });
}

/** For the path rule: a source file's name says where, a temporary file's name says nothing. */
export function shortPath(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return sourceFile.test(name) ? `<path>/${name}` : '<path>';
}

/** For the list rule: empties brackets and braces that hold more than 120 characters; an unclosed one goes to the end. */
export function cutLongLists(text: string): string {
  let result = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const close = text[at] === '[' ? ']' : text[at] === '{' ? '}' : '';
    if (close === '') continue;
    const end = closing(text, at, close);
    if (end - at <= longestList) {
      if (end < text.length) at = end;
      continue;
    }
    result += `${text.slice(from, at + 1)}...${end < text.length ? close : ''}`;
    from = end + 1;
    at = end;
  }
  return result + text.slice(from);
}

function closing(text: string, open: number, close: string): number {
  const opening = text[open];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === opening) depth++;
    if (text[at] === close && --depth === 0) return at;
  }
  return text.length;
}
