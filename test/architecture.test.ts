import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/**
 * The rooms from top to bottom, and what each may import: only rooms further down this list.
 * Type imports count.
 */
const rooms: Record<string, readonly string[]> = {
  'cli.ts': ['terminal'],
  terminal: [
    'app',
    'config',
    'worker',
    'commands',
    'ci',
    'checkouts',
    'processes',
    'archives',
    'results',
    'plans',
    'history',
    'failures',
    'statistics',
    'advice',
    'verdicts',
    'releases',
    'store',
    'reports',
    'trackers',
    'model',
  ],
  app: [
    'config',
    'webhooks',
    'commands',
    'queue',
    'worker',
    'checkouts',
    'ci',
    'store',
    'trackers',
    'github',
    'jira',
    'reports',
    'processes',
    'budgets',
    'digests',
    'outlets',
    'schedules',
    'releases',
    'model',
  ],
  config: ['checkouts', 'ci', 'failures', 'advice', 'trackers', 'budgets', 'schedules', 'model'],
  digests: ['worker', 'releases', 'failures', 'store', 'reports', 'model'],
  webhooks: ['commands', 'queue', 'store', 'trackers', 'github', 'jira', 'model'],
  worker: [
    'images',
    'commands',
    'edits',
    'queue',
    'checkouts',
    'ci',
    'archives',
    'results',
    'plans',
    'history',
    'failures',
    'statistics',
    'advice',
    'verdicts',
    'releases',
    'store',
    'reports',
    'trackers',
    'model',
  ],
  images: [],
  commands: ['queue', 'store', 'reports', 'budgets', 'model'],
  queue: ['model'],
  checkouts: ['processes', 'edits', 'model'],
  edits: ['model'],
  ci: ['processes', 'archives', 'results', 'github', 'model'],
  results: ['model'],
  plans: ['failures', 'statistics', 'model'],
  history: ['failures', 'statistics', 'model'],
  failures: ['model'],
  advice: ['statistics', 'model'],
  verdicts: ['statistics', 'model'],
  releases: ['statistics', 'model'],
  statistics: ['model'],
  store: ['processes', 'archives', 'model'],
  archives: ['model'],
  processes: ['model'],
  reports: ['model'],
  trackers: ['github', 'jira', 'model'],
  outlets: ['model'],
  schedules: ['model'],
  github: ['model'],
  jira: ['model'],
  budgets: ['model'],
  model: [],
};

/** Rooms that read no clock, no disk, no network, no random source: time and seed are arguments. */
const pureRooms = [
  'edits',
  'results',
  'plans',
  'history',
  'failures',
  'statistics',
  'advice',
  'verdicts',
  'releases',
  'reports',
  'budgets',
  'schedules',
  'model',
];

/** A vendor's package stays in one room. */
const vendors: Record<string, string> = {
  bullmq: 'queue',
  ioredis: 'queue',
  kysely: 'store',
  pg: 'store',
  '@electric-sql/pglite': 'store',
  aws4fetch: 'store',
  saxes: 'store',
  octokit: 'github',
  probot: 'github',
  'jira-client': 'jira',
  '@resvg/resvg-js': 'images',
  execa: 'processes',
  commander: 'terminal',
  nodemailer: 'outlets',
  'cron-parser': 'schedules',
  'log-update': 'terminal',
  yauzl: 'archives',
  'tar-stream': 'archives',
  'mdast-util-from-markdown': 'commands',
  'micromark-extension-gfm': 'commands',
  re2js: 'failures',
  '@ast-grep/napi': 'edits',
  '@ast-grep/lang-csharp': 'edits',
  '@ast-grep/lang-go': 'edits',
  '@ast-grep/lang-java': 'edits',
  '@ast-grep/lang-kotlin': 'edits',
  '@ast-grep/lang-python': 'edits',
};

/** A room with a registry: the contract, and sub-folders for what the members share. */
const contracts: Record<string, string> = {
  ci: 'service.ts',
  commands: 'command.ts',
  trackers: 'tracker.ts',
  advice: 'rule.ts',
  verdicts: 'rule.ts',
  digests: 'digest.ts',
  outlets: 'outlet.ts',
};

interface Import {
  readonly from: string;
  readonly specifier: string;
}

const files = walk(src);
const imports: readonly Import[] = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => ({
    from: file,
    specifier: match[1] ?? '',
  })),
);

describe('the architecture', () => {
  it('knows every room of src', () => {
    const present = new Set(files.map(roomOf));
    expect([...present].filter((room) => !(room in rooms))).toEqual([]);
  });

  it('lets a room import only what stands below it', () => {
    const order = Object.keys(rooms);
    for (const [room, allowed] of Object.entries(rooms)) {
      expect(allowed.filter((other) => order.indexOf(other) <= order.indexOf(room))).toEqual([]);
    }
  });

  it('holds every import, types included, against the list', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ from, specifier }) => ({ from, to: resolve(dirname(from), specifier) }))
      // The package's own description stands in no room.
      .filter(({ to }) => to !== join(src, '../package.json'))
      .filter(({ from, to }) => roomOf(from) !== roomOf(to) && !rooms[roomOf(from)]?.includes(roomOf(to)));
    expect(wrong.map(({ from, to }) => `${relative(src, from)} -> ${relative(src, to)}`)).toEqual([]);
  });

  it('keeps the pure rooms free of input, output, clocks and chance', () => {
    const pure = files.filter((file) => pureRooms.includes(roomOf(file)));
    const impure = imports.filter(
      ({ from, specifier }) => pure.includes(from) && specifier.startsWith('node:'),
    );
    expect(impure.map(({ from, specifier }) => `${relative(src, from)} -> ${specifier}`)).toEqual([]);
    const reading = pure.filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bfetch\(|\bprocess\./.test(
        readFileSync(file, 'utf8'),
      ),
    );
    expect(reading.map((file) => relative(src, file))).toEqual([]);
  });

  it('keeps a vendor in one room', () => {
    const strays = imports
      .map(({ from, specifier }) => ({ from, vendor: packageOf(specifier) }))
      .filter(({ from, vendor }) => vendor in vendors && vendors[vendor] !== roomOf(from));
    expect(strays.map(({ from, vendor }) => `${relative(src, from)} -> ${vendor}`)).toEqual([]);
  });

  it('imports nothing by a computed path', () => {
    const computed = files.filter((file) => /\bimport\(\s*[^'\s]/.test(readFileSync(file, 'utf8')));
    expect(computed.map((file) => relative(src, file))).toEqual([]);
  });

  it.each(Object.entries(contracts).filter(([room]) => files.some((file) => roomOf(file) === room)))(
    'registers every member of %s',
    (room, contract) => {
      const members = readdirSync(join(src, room))
        .filter((name) => name.endsWith('.ts') && name !== 'registry.ts' && name !== contract)
        .toSorted((a, b) => a.localeCompare(b));
      const registry = readFileSync(join(src, room, 'registry.ts'), 'utf8');
      const registered = [...registry.matchAll(/^export .* from '\.\/([^']+)';$/gm)].map((match) => match[1]);
      expect(registered.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual(members);
    },
  );
});

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return walk(path);
    return name.endsWith('.ts') || name.endsWith('.tsx') ? [path] : [];
  });
}

function roomOf(file: string): string {
  return relative(src, file).split('/')[0] ?? '';
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}
