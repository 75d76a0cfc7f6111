import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSelector } from '../../src/model/selector.ts';
import {
  commitChanger,
  orDropped,
  withChangedSides,
  withChanges,
} from '../../src/terminal/repeat/overlaid.ts';
import { adviceScope, factsOf } from '../../src/terminal/repeat/facts.ts';
import type { RunPlan } from '../../src/terminal/repeat/plan.ts';
import { commitFiles, gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { planOf } from './plan-of.ts';

const home = scratch('changed-plans');
const skipped = 'class CasTest {\n  @Ignore\n  @Test public void pays() {}\n}\n';
const root = repositoryWith(join(home, 'shop'), { 'test/CasTest.java': skipped });
const first = gitIn(root, 'rev-parse', 'HEAD');
const without = commitFiles(root, { 'test/CasTest.java': 'class CasTest {}\n' }, 'Take it out');

function changing(id: string): RunPlan {
  const plan = planOf(root, join(home, 'runs'), id);
  const selector = parseSelector('CasTest#pays');
  return { ...plan, commit: first, options: { ...plan.options, selector, overlays: { unskip: true } } };
}

const refs = (): string => gitIn(root, 'for-each-ref', 'refs/retrial');

describe('the plan of a run of changed code', () => {
  it('leaves nothing when its second side can not be changed', async () => {
    const sides = { before: { label: 'a', commit: first }, after: { label: 'b', commit: without } };
    await expect(withChangedSides(changing('r-aaaa'), sides)).rejects.toThrow(
      'At `b`: `pays` is not declared',
    );
    expect(refs()).toBe('');
  });

  it('leaves nothing when what follows fails', async () => {
    const plan = await withChanges(changing('r-bbbb'));
    expect(refs()).toContain('r-bbbb');
    const fails = async () => {
      throw new Error('no space left on device');
    };
    await expect(orDropped(plan, fails)).rejects.toThrow('no space left');
    expect(refs()).toBe('');
  });

  it('changes later commits as it was settled, whatever its names have become', async () => {
    gitIn(root, 'branch', 'tests', first);
    const plan = changing('r-cccc');
    const changes = [{ kind: 'tests-from', revision: 'tests', files: ['test/**'], commit: first } as const];
    gitIn(root, 'branch', '--force', 'tests', without);
    const change = await commitChanger({ ...plan, changes });
    const made = (await change?.(without)) ?? '';
    expect(gitIn(root, 'show', `${made}:test/CasTest.java`)).toContain('pays');
  });
});

describe('what decides whether a plan is given advice', () => {
  const plan = { ...planOf(root, join(home, 'runs'), 'r-dddd'), overlays: ['CI configured'] };
  const configure = { kind: 'configure', name: 'ci', command: ['sed'], env: {}, timeoutMs: 1 } as const;

  it('is whether the code was changed, not whether CI was configured for it', () => {
    expect(adviceScope({ ...plan, changes: [configure] })).toEqual({ overlays: [], reruns: false });
    for (const changes of [[{ ...configure, files: ['src/**'] }], [configure, { kind: 'unskip' }]] as const)
      expect(adviceScope({ ...plan, changes }).overlays).toEqual(plan.overlays);
    // What an earlier version settled does not say.
    expect(adviceScope(plan).overlays).toEqual(plan.overlays);
  });

  it('is whether the runner hides failures', () => {
    const settings = { ...plan.settings, reruns: true };
    expect(adviceScope({ ...plan, settings }).reruns).toBe(true);
    expect(factsOf({ ...plan, settings }).reruns).toBe(true);
  });
});
