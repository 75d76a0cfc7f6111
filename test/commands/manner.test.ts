import { describe, expect, it } from 'vitest';
import { plain, post, runOf } from './fakes.ts';

const settings = {
  defaultCount: 200,
  maxCount: 2_000,
  commandWord: 'retrial',
  services: ['circleci', 'local'],
  variables: ['JAVA_OPTS', 'SEED'],
};
const world = { runs: [runOf('r-7f3k')], changes: { settings } };

describe('how a run is to be run', () => {
  it.each([
    ['repeat via=local', { via: 'local' }],
    ['compare a..b via=CircleCI', { via: 'circleci' }],
    ['bisect good=v1 shards=4', { shards: 4 }],
    ['repeat scope=class', { scope: 'class' }],
    ['isolate priority=low', { priority: 'low' }],
    ['repeat env.JAVA_OPTS="-Xmx2g -ea" env.SEED=', { env: { JAVA_OPTS: '-Xmx2g -ea', SEED: '' } }],
    ['repeat --env.SEED=4', { env: { SEED: '4' } }],
    ['repeat env.SEED=$(id) via=local', { via: 'local', env: { SEED: '$(id)' } }],
  ])('is understood from `%s`', async (line, manner) => {
    const { started } = await post(`/retrial ${line}`, world);
    expect(started).toMatchObject([{ manner }]);
    expect(started[0]?.manner).toEqual(manner);
  });

  it.each(['repeat', 'repeat scope=method', 'repeat priority=normal', 'compare a..b'])(
    'is the usual way in `%s`',
    async (line) => {
      const { started } = await post(`/retrial ${line}`, world);
      expect(started).toHaveLength(1);
      expect(started[0]).not.toHaveProperty('manner');
    },
  );

  const long = 'x'.repeat(1_001);
  it.each([
    ['repeat via=jenkins', 'This project has no section for `jenkins`; there are `circleci`, `local`.'],
    ['repeat via=constructor', 'This project has no section for `constructor`'],
    ['repeat shards=0', "`0` isn't a number of machines from 1 to 1,000."],
    ['repeat shards=1001', "`1001` isn't a number of machines"],
    ['repeat shards=1e2', "`1e2` isn't a number of machines"],
    ['repeat shards=-1', "`-1` isn't a number of machines"],
    ['repeat scope=suite', "`suite` isn't known here; write `method` or `class`."],
    ['compare a..b scope=class', '`compare` has no argument `scope`.'],
    ['repeat priority=high', "`high` isn't known here; write `normal` or `low`."],
    ['repeat env.LD_PRELOAD=/tmp/x.so', 'lets no command set `LD_PRELOAD`; it lets set `JAVA_OPTS`, `SEED`.'],
    ['repeat env.PATH=/tmp', 'lets no command set `PATH`'],
    ['repeat env.java_opts=-ea', 'lets no command set `java_opts`'],
    ['repeat env.constructor=1', 'lets no command set `constructor`'],
    ['repeat env.__proto__=1', 'lets no command set `__proto__`'],
    [`repeat env.SEED=${long}`, 'A value is one line of at most 1,000 characters.'],
    ['repeat env.SEED="a\u0000b"', 'A value is one line of at most 1,000 characters.'],
    ['repeat env.SEED="a\u001b[31m"', 'A value is one line of at most 1,000 characters.'],
    ['repeat env.SEED="a\u2028b"', 'A value is one line of at most 1,000 characters.'],
    ['repeat env.SEED=1 env.SEED=2', '`env.seed` is given twice: `1` and `2`.'],
    ['repeat env=SEED', '`env` needs a name and a value, as in `env.JAVA_OPTS="-Xmx2g"`.'],
  ])('is refused in `%s`', async (line, words) => {
    const { started, replies } = await post(`/retrial ${line}`, world);
    expect(started).toEqual([]);
    expect(plain(replies[0]?.document)).toContain(words);
  });

  it('has no variable that a line break could bring', async () => {
    const { started } = await post('/retrial repeat env.SEED=1\nLD_PRELOAD=x', world);
    expect(started[0]?.manner).toEqual({ env: { SEED: '1' } });
  });

  it('says where variables would be allowed where none is', async () => {
    const { replies } = await post('/retrial repeat env.SEED=1', { runs: world.runs });
    expect(plain(replies[0]?.document)).toContain(
      'lets no command set `SEED`; `env: [SEED]` in its file would.',
    );
  });

  it('is shown in a dry run', async () => {
    const line = 'repeat via=local shards=4 scope=class priority=low env.SEED="a b" dry-run';
    const { replies } = await post(`/retrial ${line}`, world);
    expect(plain(replies[0]?.document)).toContain(
      'Run so | `via=local shards=4 scope=class priority=low env.SEED="a b"`',
    );
  });

  it('is told in help with what this project has', async () => {
    const help = plain((await post('/retrial help repeat', world)).replies[0]?.document);
    expect(help).toContain('`circleci`; also `local`');
    expect(help).toContain("those of the project's file; a command may set `JAVA_OPTS`, `SEED`");
  });
});
