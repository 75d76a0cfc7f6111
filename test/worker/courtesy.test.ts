import { describe, expect, it } from 'vitest';
import { RetryableError, ServiceRefusal } from '../../src/model/errors.ts';
import { createCourtesy } from '../../src/worker/courtesy.ts';

function place() {
  let seconds = 0;
  const said: number[] = [];
  const logged: string[] = [];
  const courtesy = createCourtesy({
    now: () => new Date(seconds * 1_000),
    log: (message) => logged.push(message),
  });
  return {
    said,
    logged,
    at: async (second: number, fault?: Error) => {
      seconds = second;
      await courtesy('jira', async () => {
        said.push(second);
        if (fault !== undefined) throw fault;
      });
    },
    courtesy,
  };
}

describe('what a run may leave unsaid', () => {
  it('waits as long as the tracker asks, and is said again then', async () => {
    const { at, said, logged } = place();
    await at(0, new RetryableError('too many requests', { retryAfterMs: 5_000 }));
    await at(4);
    await at(5);
    await at(6);
    expect(said).toEqual([0, 5, 6]);
    expect(logged).toHaveLength(1);
  });

  it('waits a minute for a tracker that says nothing, and no other tracker waits with it', async () => {
    const { at, said, courtesy } = place();
    await at(0, new RetryableError('connection refused'));
    await at(59);
    let isSaid = false;
    await courtesy('github', async () => void (isSaid = true));
    await at(60);
    expect(said).toEqual([0, 60]);
    expect(isSaid).toBe(true);
  });

  it('is left unsaid where the tracker refuses it, and asked again a minute later', async () => {
    const { at, said, logged } = place();
    await at(0, new ServiceRefusal('Jira: POST: a page came in place of data'));
    await at(59);
    await at(60);
    expect(said).toEqual([0, 60]);
    expect(logged).toHaveLength(1);
  });

  it('does not hide a fault that waiting does not mend', async () => {
    await expect(place().at(0, new Error('a bug'))).rejects.toThrow('a bug');
  });
});
