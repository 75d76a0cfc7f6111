import type { MaskRule } from './mask-rule.ts';
import { valueRules } from './mask-values.ts';
import { cutLongLists, keepCodes, shortPath } from './mask-steps.ts';

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const clock = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?`;
const zone = String.raw`(?:Z|GMT|UTC|[A-Z]{3,4}|[+-]\d\d:?\d\d)`;

const isoTime = new RegExp(String.raw`\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]${clock} ?${zone}?)?(?![\w-])`, 'g');
const dayTime = new RegExp(
  String.raw`\b${day},? (?:${month} {1,2}\d{1,2}|\d{1,2} ${month} \d{4}) ${clock}(?: ${zone})?(?: \d{4})?\b`,
  'g',
);
const bareTime = /\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?![\w:])/g;

/** Every rule, in the order they are applied. The placeholders are what a title later shows as `N` and `…`. */
export const maskRules: readonly MaskRule[] = [
  {
    name: 'thread dumps and stacks inside the message',
    example: { from: 'timed out. Thread diagnostics:\nTimestamp: 12', to: 'timed out.' },
    needs: /dump|diagnostics|goroutine|\n\s{0,40}at /i,
    apply: (text) =>
      text
        .replace(/\b(?:Full thread dump|Thread diagnostics|Thread dump|goroutine \d{1,9} \[)[^]*$/i, '')
        .replace(/\n\s{0,40}at [\w$.<>/@]{1,200}[ (][^]*$/, '')
        .trimEnd(),
  },
  ...valueRules,
  {
    name: 'expected and actual values',
    takesValues: true,
    example: { from: 'rows expected:<3> but was:<4>', to: 'rows expected <v>' },
    needs: /expected|but was/i,
    apply: (text) => text.replace(expectation, 'expected <v>'),
  },
  {
    name: 'lines of expected and actual values',
    takesValues: true,
    example: {
      from: 'assertion failed\n  left: 1\n right: 2',
      to: 'assertion failed\n  left: <v>\n right: <v>',
    },
    needs: /:/,
    apply: (text) => text.replace(valueLine, '$1: <v>'),
  },
  {
    name: 'values around a chai verb',
    takesValues: true,
    example: { from: "expected 'a b' to equal 'a c'", to: 'expected <v> to equal <v>' },
    needs: /expected/i,
    apply: (text) => text.replace(chai, aroundVerb),
  },
  {
    name: 'values below a line that ends in a colon',
    takesValues: true,
    ofAssertions: true,
    example: {
      from: 'Expecting actual:\n  ["a"]\nto contain:\n  ["b"]',
      to: 'Expecting actual: <v>\nto contain: <v>',
    },
    needs: /:\n[ \t]/,
    apply: (text) => text.replace(/:(?:\n[ \t]{1,40}\S[^\n]{0,800}){1,40}/g, ': <v>'),
  },
  {
    name: 'values that Python compares',
    takesValues: true,
    example: {
      from: "assert 'abc' == 'abd'\n  - abd\n  + abc",
      to: 'assert <v> == <v>',
    },
    needs: /[=!]=|differ/,
    apply: (text) => text.replace(pythonValues, '$1<v> $2 <v>').replace(pythonKinds, '$1 differ: <v>'),
  },
  {
    name: 'web addresses',
    example: { from: 'GET https://ci.example.org:8443/job/7?x=1 failed', to: 'GET <path> failed' },
    needs: /:\/\//,
    apply: (text) => text.replace(/\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s'"<>()[\]]{1,1000}/gi, '<path>'),
  },
  {
    name: 'absolute paths, the last name kept if it is source code',
    example: { from: 'lock /tmp/t-81/db/LOCK, C:\\w\\a.ts', to: 'lock <path>, <path>/a.ts' },
    needs: /[\\/]/,
    apply: (text) => text.replace(absolutePath, shortPath),
  },
  {
    name: 'dates and times',
    example: { from: 'at 2022-06-08T07:34:01.5Z, [07:34:01,201]', to: 'at <time>, [<time>]' },
    needs: /\d[:/-]\d/,
    apply: (text) => text.replace(isoTime, '<time>').replace(dayTime, '<time>').replace(bareTime, '<time>'),
  },
  {
    name: 'UUIDs',
    example: { from: 'node 1678e861-f681-42e2-b20b-e04f00d52311 left', to: 'node <x> left' },
    needs: /-[0-9a-fA-F]{4}-/,
    apply: (text) =>
      text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/gi, '<x>'),
  },
  {
    name: 'addresses in memory, identity hashes',
    example: { from: 'Ledger@1a2b3c at 0x00007f3a', to: 'Ledger@<x> at <x>' },
    needs: /@|0x/i,
    apply: (text) => text.replace(/\b0x[0-9a-f]{1,32}\b/gi, '<x>').replace(/@[0-9a-f]{3,16}\b/g, '@<x>'),
  },
  {
    name: 'network addresses',
    example: { from: 'bind localhost:1202, db/10.0.0.7:9042, [::1]:80', to: 'bind <ip>, db/<ip>, <ip>' },
    needs: /\.\d|localhost|::/,
    apply: (text) =>
      text
        .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?\b/g, '<ip>')
        .replace(/\blocalhost(?::\d{1,5})?\b/g, '<ip>')
        .replace(/\[[0-9a-f:]{2,39}(?:%\w{1,16})?\](?::\d{1,5})?/gi, (found) =>
          found.includes('::') ? '<ip>' : found,
        ),
  },
  {
    name: 'hexadecimal identifiers',
    example: { from: 'commit 3f1c9ab2 of client-D7E9A7C4DC98', to: 'commit <x> of client-<x>' },
    needs: /\d/,
    apply: (text) =>
      text
        .replace(/(?<![0-9a-z])(?=[a-f]{0,64}\d)(?=\d{0,64}[a-f])[0-9a-f]{7,64}(?![0-9a-z])/g, '<x>')
        .replace(/(?<![0-9A-Za-z])(?=[A-F]{0,64}\d)(?=\d{0,64}[A-F])[0-9A-F]{6,64}(?![0-9A-Za-z])/g, '<x>'),
  },
  {
    name: 'numbers with their unit; codes stay',
    example: {
      from: 'node4 took 1,204.5 ms, exit code 137, TS6258',
      to: 'node<n> took <n>, exit code 137, TS6258',
    },
    needs: /\d/,
    apply: (text) => keepCodes(text),
  },
  {
    name: 'rows of numbers',
    example: { from: '<n>, <n>, <n> of <n>', to: '<n> of <n>' },
    needs: /<[nx]>[^<]{1,4}<[nx]>/,
    apply: (text) => text.replace(/(<[nx]>)(?:[ ,;:/.|_-]{1,4}<[nx]>)+/g, '$1'),
  },
  {
    name: 'long lists and object dumps',
    example: { from: `got [${'ab, '.repeat(40)}ab] back`, to: 'got [...] back' },
    needs: /[[{]/,
    apply: (text) => cutLongLists(text),
  },
];

const expectation =
  /(?:==> ?)?\b(?:expected(?: same| null| not same)?(?::? ?<|: | ?\[|,? but (?:was|found|got)|: ?\n)|but was: ?<)[^]*$/i;
const valueLine =
  /^([ \t]{0,40}(?:expected|actual|received|got|left|right|but was|but|found)(?! (?:exception|error|type)\b)(?: \w{1,20}){0,2}) {0,8}:[^\n]*/gim;
const chai =
  /\bexpected (?!(?:values|inputs|"actual") )([^\n]{1,400}?) ((?:not )?to (?:not )?(?:be|equal|deeply equal|eql|include|contain|match|have|exist|throw)\b(?: (?:a|an|of|at|least|most|above|below|length|property|the|deep|strictly)\b){0,3})[^\n]*/gi;
/** Literals on both sides, and the lines that show how they differ. */
const pythonValues =
  /^(assert )?(?:'[^'\n]{0,400}'|"[^"\n]{0,400}"|[[{(][^\n]{0,400}[\])}]) ([=!]=) (?:'[^'\n]{0,400}'|"[^"\n]{0,400}"|[[{(][^\n]{0,400}[\])}])(?:\n[ \t]{0,8}[-+?] [^\n]{0,800}){0,40}/;
const pythonKinds = /^(\w{1,40}) differ: [^]{0,2000}$/;
const absolutePath =
  /(?<![\w.<>/\\~])(?:file:)?(?:[A-Za-z]:[\\/](?:[^\s\\/:,;'"()<>[\]{}|]{1,200}[\\/]){0,60}[^\s\\/:,;'"()<>[\]{}|]{1,200}|\/(?:[^\s\\/:,;'"()<>[\]{}|]{1,200}\/){1,60}[^\s\\/:,;'"()<>[\]{}|]{0,200})/g;

/** What a library calls by its name (`expected total to be 3`) is no value. */
function aroundVerb(_: string, subject: string, verb: string): string {
  const isNamed =
    /^[a-z_][\w.]{0,100}$/.test(subject) && !/^(?:true|false|null|nil|undefined)$/.test(subject);
  return `expected ${isNamed ? subject : '<v>'} ${verb} <v>`;
}
