import { z } from 'zod';
import { UserError } from '../model/errors.ts';
import { quoted } from '../model/plain-text.ts';
import { doesNotApply, type Overlay } from './overlays/overlay.ts';

const inside = (text: string): boolean => !text.startsWith('/') && !text.split(/[/\\]/).includes('..');
const path = z
  .string()
  .min(1)
  .max(500)
  .refine(inside, { message: 'must stay inside the repository: no leading / and no ..' });

/** What git may be asked for: resolved with `--end-of-options`, so a dash is merely no revision. */
const revision = z.string().min(1).max(255);

const duration = z.string().regex(/^\d{1,4}(s|m)$/, 'is a number and a unit: 90s, 10m');

const named = z
  .strictObject({
    /** Commits whose changes are brought in, in this order. */
    'cherry-pick': z.array(revision).min(1).max(20).exactOptional(),
    /** A unified diff. */
    patch: z.string().min(1).max(500_000).exactOptional(),
    /** A program and its arguments that change files. No shell. */
    configure: z.array(z.string().min(1).max(10_000)).min(1).max(1_000).exactOptional(),
    /** Variables for `configure`, beside the few that are always passed on. */
    env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'is not a variable name'), z.string()).default({}),
    /** What `configure` may change: globs; where CI is configured, unless told. */
    files: z.array(path).min(1).max(50).exactOptional(),
    /** How long `configure` may take. */
    timeout: duration.default('2m'),
  })
  .refine((one) => one['cherry-pick'] ?? one.patch ?? one.configure, {
    message: 'needs one of cherry-pick, patch, configure',
  });

/** The `overlays` section of a project's file. */
export const overlaySettingsSchema = z.strictObject({
  /** The test files that `tests-from` takes from another revision. */
  tests: z.array(path).min(1).max(50).exactOptional(),
  /** How this project raises a logger's level: a line with {logger} and {level}, put before a text of a file. */
  log: z
    .strictObject({
      file: path,
      line: z.string().min(1).max(1_000),
      /** The line stands before the last such text; at the end of the file without it. */
      before: z.string().min(1).max(1_000).exactOptional(),
    })
    .exactOptional(),
  /** Changes that people can ask for by name. */
  named: z
    .record(z.string().regex(/^[a-z][a-z\d-]{0,39}$/, 'is small letters, digits and dashes'), named)
    .default({}),
});

export type OverlaySettings = z.output<typeof overlaySettingsSchema>;

/** What somebody asked for. JSON can hold it. */
export interface OverlayRequest {
  readonly unskip?: boolean | undefined;
  /** Names of the project's file; `log:LOGGER` and `log:LOGGER:LEVEL` raise a logger's level by its template. */
  readonly names?: readonly string[] | undefined;
  readonly testsFrom?: string | undefined;
}

/** What was asked in the words of a command on a ticket. */
export function askedWords({ unskip, names = [], testsFrom: from }: OverlayRequest): readonly string[] {
  return [
    ...(from === undefined ? [] : [`tests-from=${from}`]),
    ...(names.length === 0 ? [] : [`overlay=${names.join(',')}`]),
    ...(unskip === true ? ['unskip'] : []),
  ];
}

const levels = ['ALL', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'OFF'];

/**
 * The overlays of a request, with what the project's file says about them. None for an empty request.
 * @throws UserError E-OVERLAY for a name that the file does not have, or a kind that it does not set up.
 */
export function overlaysOf(request: OverlayRequest, settings: OverlaySettings): readonly Overlay[] {
  return [
    ...testsFrom(request, settings),
    ...[...new Set(request.names ?? [])].flatMap((name) => namedOverlays(name, settings)),
    ...(request.unskip === true ? [{ kind: 'unskip' } as const] : []),
  ];
}

function testsFrom({ testsFrom: from }: OverlayRequest, { tests }: OverlaySettings): readonly Overlay[] {
  if (from === undefined) return [];
  if (tests !== undefined) return [{ kind: 'tests-from', revision: from, files: tests }];
  throw new UserError(
    'E-OVERLAY',
    "The project's file does not say which files are tests: add `overlays: { tests: [test/**] }` to it.",
  );
}

function namedOverlays(name: string, settings: OverlaySettings): readonly Overlay[] {
  if (name.startsWith('log:')) return [logLevel(name, settings)];
  const { named: all } = settings;
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined) {
    const known = Object.keys(all).slice(0, 10).map(quoted).join(', ');
    const hint = known === '' ? "The project's file has none." : `There are ${known}.`;
    throw new UserError('E-OVERLAY', `There is no overlay ${quoted(name)}. ${hint}`);
  }
  const { 'cherry-pick': commits = [], patch, configure, env, files, timeout } = found;
  const timeoutMs = Number.parseInt(timeout, 10) * (timeout.endsWith('m') ? 60_000 : 1_000);
  return [
    ...commits.map((commit): Overlay => ({ kind: 'cherry-pick', revision: commit })),
    ...(patch === undefined ? [] : [{ kind: 'patch', name, content: patch } as const]),
    ...(configure === undefined
      ? []
      : [
          {
            kind: 'configure',
            name,
            command: configure,
            env,
            timeoutMs,
            ...(files === undefined ? {} : { files }),
          } as const,
        ]),
  ];
}

function logLevel(name: string, { log }: OverlaySettings): Overlay {
  const [, logger = '', level = 'TRACE', ...rest] = name.split(':');
  if (log === undefined) {
    throw new UserError(
      'E-OVERLAY',
      "The project's file does not say how a log level is raised: add `overlays: { log: … }` to it.",
    );
  }
  if (!/^[A-Za-z_][\w.$-]{0,199}$/.test(logger) || rest.length > 0) {
    throw doesNotApply(
      'The log level',
      `${quoted(name.slice(4))} is no name of a logger, nor one with \`:LEVEL\`.`,
    );
  }
  const wanted = level.toUpperCase();
  if (!levels.includes(wanted)) {
    throw doesNotApply('The log level', `${quoted(level)} is none of ${levels.join(', ')}.`);
  }
  return { kind: 'log', logger, level: wanted, ...log };
}
