import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions } from '../../src/terminal/repeat/options.ts';
import type { RunPlan } from '../../src/terminal/repeat/plan.ts';

/** The plan of a run in a repository whose command always succeeds. */
export function planOf(root: string, home: string, id: string): RunPlan {
  mkdirSync(join(home, id), { recursive: true });
  return {
    id,
    options: checkOptions('', { jobs: '1', keepLogs: 'failed', format: 'text' }),
    cwd: root,
    root,
    checkout: { branch: 'main', dirty: false },
    revision: 'main',
    home,
    settings: { command: ['true'], parallel: 1 },
    how: 'true',
    typed: { options: [], command: ['true'] },
    knownIssues: [],
    policy: { tolerance: 0.01 },
    exitCodesOnly: true,
  };
}
