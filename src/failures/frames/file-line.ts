import type { Ecosystem, Frame } from '../frame.ts';

/** Which language a source file's extension tells. */
const ecosystems: Readonly<Record<string, Ecosystem>> = {
  py: 'python',
  js: 'javascript',
  jsx: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  mts: 'javascript',
  cts: 'javascript',
  vue: 'javascript',
  svelte: 'javascript',
  go: 'go',
  rs: 'rust',
  cs: 'dotnet',
  fs: 'dotnet',
  vb: 'dotnet',
  php: 'php',
  phpt: 'php',
  rb: 'ruby',
  swift: 'swift',
  m: 'swift',
  mm: 'swift',
  java: 'jvm',
  kt: 'jvm',
  kts: 'jvm',
  scala: 'jvm',
  groovy: 'jvm',
  c: 'other',
  cc: 'other',
  cpp: 'other',
  cxx: 'other',
  h: 'other',
  hpp: 'other',
  ex: 'other',
  exs: 'other',
  dart: 'other',
  lua: 'other',
  pl: 'other',
  t: 'other',
  sh: 'other',
  bats: 'other',
  hs: 'other',
  erl: 'other',
  robot: 'other',
};

const bullet = /^(?:[❯›>#*•-] |at |in |Error Trace:\s{0,20}|File: )/;
const location =
  /^((?:[A-Za-z]:)?[^\s:()'"`<>|]{1,400}\.([A-Za-z]{1,6}))(?::(\d{1,9})(?::\d{1,9})?|\((\d{1,9})\))(.*)$/s;

/**
 * Reads `path.ext:line` at the start of a line (after a bullet), with the function where the runner names it:
 * `:in 'f'` (Ruby), `: in f` (pytest), `[Class test]` (XCTest), or before the path (vitest).
 */
export function fileLineFrame(line: string): Frame | undefined {
  const text = line.replace(bullet, '').trimStart();
  const direct = location.exec(text);
  if (direct !== null) return located(direct, '');
  const blank = text.indexOf(' ');
  if (text === line || blank <= 0 || !/^[\w.$<>#]+$/.test(text.slice(0, blank))) return undefined;
  const named = location.exec(text.slice(blank + 1));
  return named === null ? undefined : located(named, text.slice(0, blank));
}

function located(match: RegExpExecArray, name: string): Frame | undefined {
  const [, file = '', extension = '', , , rest = ''] = match;
  const ecosystem = ecosystems[extension.toLowerCase()];
  if (ecosystem === undefined) return undefined;
  const { owner, method } = name === '' ? called(rest) : split(name, /[.#]/);
  return { ecosystem, owner, method, file };
}

function called(rest: string): { owner: string; method: string } {
  const ruby = /^:in [`'](.{1,300}?)'$/.exec(rest);
  if (ruby !== null) return split(ruby[1] ?? '', /[#.]/);
  const pytest = /^: in ([\w.<>]{1,300})$/.exec(rest);
  if (pytest !== null) return { owner: '', method: pytest[1] ?? '' };
  const xctest = /^: error: [-+]\[([\w.]{1,300}) (\w{1,300})\]/.exec(rest);
  if (xctest !== null) return { owner: xctest[1] ?? '', method: xctest[2] ?? '' };
  return { owner: '', method: '' };
}

/** `block (3 levels) in f`, `rescue in f`: the function is what stands last; `Class#f` names its class. */
function split(name: string, mark: RegExp): { owner: string; method: string } {
  const blocks = name.lastIndexOf(' in ');
  const plain = blocks < 0 ? name : name.slice(blocks + 4);
  if (plain.startsWith('<')) return { owner: '', method: '' };
  const parts = plain.split(mark);
  return { owner: parts.slice(0, -1).join('.'), method: parts.at(-1) ?? '' };
}
