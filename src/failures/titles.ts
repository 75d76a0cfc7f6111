import type { Analysis } from './analysis.ts';
import { baseTestName, simpleContainer } from './names.ts';
import { isNameless, placeText, type TestIdentity } from './place.ts';
import { titleRules } from './title-rules.ts';

const longestTitle = 110;
/** With type and place. */
const longestWhole = 240;
const differed = ' expected …';

/** Placeholders of the masks, as a person would write them. */
const placeholders: Readonly<Record<string, string>> = {
  '<n>': 'N',
  '<v>': '…',
  '<x>': '…',
  '<ip>': '…',
  '<time>': '…',
  '<path>': '…',
};

/** For a title: what a masked message tells a person. */
export function tellingOf(template: string): string {
  return clause(withoutAsides(applied(shown(template))));
}

/**
 * What a person would call a cause: `CasWriteTimeoutException: CAS operation timed out`.
 * @param message What the masked message tells, as `tellingOf` says it.
 */
export function titleOf(analysis: Analysis, message: string, where: TestIdentity): string {
  const title = inOneLine(wordedTitle(analysis, message, where));
  return title === '' ? 'Failed without a message' : title;
}

function wordedTitle(analysis: Analysis, message: string, where: TestIdentity): string {
  if (analysis.isTimeout) return timedOut(where);
  const type = analysis.type || (message === '' ? 'Failed without a message' : '');
  if (message === '') return `${type}${at(analysis, where)}`;
  if (!hasWord(message.replace(/expected/i, ''))) {
    if (!analysis.isAssertion) return `${type || 'Failed'}${at(analysis, where)}`;
    return `${type === '' ? 'Not' : `${type}: not`} the expected value${at(analysis, where)}`;
  }
  if (type === '' || message.startsWith(type)) return message;
  return `${type}: ${message}`;
}

/** Names come from outside too: no line breaks, and an end. */
function inOneLine(title: string): string {
  const start = title.slice(0, 4 * longestWhole);
  const line = (/[^\S ]| {2}/.test(start) ? start.replace(/\s+/g, ' ') : start).trim();
  return line.length <= longestWhole ? line : `${line.slice(0, longestWhole - 2).trimEnd()} …`;
}

function timedOut(where: TestIdentity): string {
  const name = baseTestName(where.name);
  return name === '' ? 'Timed out' : `${name} timed out`;
}

function shown(template: string): string {
  if (!template.includes('<')) return template;
  return template
    .replace(/<(?:n|v|x|ip|time|path)>/g, (mark) => placeholders[mark] ?? mark)
    .replace(/…(?:\S…)+/g, '…');
}

function applied(message: string): string {
  return titleRules.reduce((text, rule) => (text.includes(rule.mark) ? rule.apply(text) : text), message);
}

/** Without what tells nothing in a table: that values differed, and pytest's explanation of an expression. */
function withoutAsides(message: string): string {
  const explained = message.indexOf(' + where ');
  const said = ownWords(explained > 0 ? message.slice(0, explained) : message);
  const short = said.endsWith(differed) && wordsOf(said) > 2 ? said.slice(0, -differed.length) : said;
  return short.replace(/ \/\/ (?:Object\.is|deep|strict) equality$/, '');
}

/** What an author wrote, where a runner says beside it which values differed. */
function ownWords(message: string): string {
  const said = message.endsWith(': …') ? withoutValues(message) : message;
  const php = said.indexOf(' Failed asserting that ');
  if (php > 0 && wordsOf(said.slice(0, php)) > 2) return said.slice(0, php);
  return said
    .replace(/^(XCT\w{1,80} failed): [^-]{1,200} - (?=\S)/, '$1: ')
    .replace(/^(Asynchronous wait failed: )Exceeded timeout of \S{1,20}, with (?=unfulfilled)/, '$1');
}

function withoutValues(message: string): string {
  const said = message.replace(/(?: (?:left|right|expected|actual|received|got) {0,8}: …)+$/i, '');
  return wordsOf(said) > 2 ? said : message;
}

/** The first clause that says enough: a title is read in a table. */
function clause(message: string): string {
  const said = clauseEnd(message);
  const whole =
    said !== undefined && (message.length > longestTitle || /[N…]/.test(message.slice(said)))
      ? message.slice(0, said)
      : message;
  if (whole.length <= longestTitle) return whole.replace(/[.:;,([{]+$/, '');
  const space = whole.lastIndexOf(' ', longestTitle);
  const cut = whole.slice(0, space > 0 ? space : longestTitle);
  return `${cut.replace(/[.:;,\ud800-\udbff]$/, '')} …`;
}

/** Where the first clause of three words or more ends, if more follows. */
function clauseEnd(message: string): number | undefined {
  const end = /[.;:!?](?= )/g;
  for (let found = end.exec(message); found !== null; found = end.exec(message)) {
    const said = message.slice(0, found.index);
    if (wordsOf(said) >= 3 && said.split('{').length === said.split('}').length) return found.index;
  }
  return undefined;
}

function wordsOf(text: string): number {
  return text.split(' ').filter(hasWord).length;
}

/** In any script: people write messages in their own. */
function hasWord(text: string): boolean {
  return /[a-z]{2}/i.test(text) || /\p{L}{2}/u.test(text);
}

function at(analysis: Analysis, where: TestIdentity): string {
  const { site } = analysis;
  const place = site === undefined || (isNameless(site) && where.name !== '') ? undefined : placeText(site);
  return place === undefined ? inTest(where) : ` in ${place}`;
}

function inTest(where: TestIdentity): string {
  const name =
    baseTestName(where.name) || (/[.$]/.test(where.container) ? simpleContainer(where.container) : '');
  return name === '' ? '' : ` in ${name}`;
}
