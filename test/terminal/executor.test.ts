import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doesNotApply } from '../../src/checkouts/overlays/overlay.ts';
import { Executor } from '../../src/terminal/questions/executor.ts';
import { gitIn, repositoryWith, scratch } from '../support/scratch.ts';
import { planOf } from './plan-of.ts';

const home = scratch('executor');
const root = repositoryWith(join(home, 'shop'), { 'a.txt': 'a' });
const commit = gitIn(root, 'rev-parse', 'HEAD');
const side = { id: 'one', label: 'one', commit };

function executorOf(id: string, change: (commit: string) => Promise<string>): Executor {
  const asked = { plan: planOf(root, join(home, 'runs'), id), sideOf: () => side, change, earlier: [] };
  return new Executor(asked, { onIteration: () => {}, signal: new AbortController().signal });
}

const order = { side: side.id, runs: 2 };

describe('a side whose commit can not be changed', () => {
  const misfit = async () => {
    throw doesNotApply('The patch', 'it conflicts.');
  };

  it('was asked nothing, and says why', async () => {
    const executor = executorOf('r-misfit', misfit);
    await executor.run([order]);
    expect(executor.evidence().get(side.id)).toEqual({
      iterations: [],
      asked: 0,
      batches: [],
      broken: 'The patch does not apply here: it conflicts.',
    });
  });

  it('stays as it was told when the question is taken up again', async () => {
    const id = 'r-closed';
    await executorOf(id, misfit).run([order]);
    const later = executorOf(id, async (base) => base);
    await later.resume();
    expect(later.evidence().get(side.id)).toMatchObject({ iterations: [], asked: 0 });
  });

  it('is not called so for anything else that goes wrong, and runs once that is over', async () => {
    const id = 'r-fault';
    const full = async () => {
      throw new Error('no space left on device');
    };
    await expect(executorOf(id, full).run([order])).rejects.toThrow('no space left');
    const later = executorOf(id, async (base) => base);
    await later.resume();
    expect(later.evidence().get(side.id)).toMatchObject({ asked: 2, iterations: [{}, {}] });
    await later.release();
  });
});
