import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../../src/ci/local/recipe.ts';
import { askedSettings, projectVia } from '../../src/app/asked-settings.ts';
import { readProjectConfig } from '../../src/config/project.ts';
import type { Manner } from '../../src/model/manner.ts';
import { parseSelector } from '../../src/model/selector.ts';

const project = readProjectConfig(`
ci: circleci
circleci: { job: repeat, machines: 10, parameters: { each: "{each}" } }
jenkins: { job: team/repeat, parameters: { SHA: "{commit}" } }
local: { command: [npx, vitest, run, "{class}", -t, "{method}"], junit: out.xml, env: { LANG: C, SEED: "0" } }
env: [SEED, JAVA_OPTS]
lanes:
  one: { local: { env: { LANG: D } } }
  two: { circleci: { job: repeat-two } }
`);
const selector = parseSelector('test/a.test.ts#adds');

function settingsWith(manner: Manner, test = selector): unknown {
  const via = projectVia(project, manner.via);
  const [lane] = via.lanes;
  return askedSettings({ selector: test, manner }, { project: via, settings: lane?.settings });
}

describe('the settings of a run that is to be run in some way', () => {
  it('are those of the service it is run by, lane by lane', () => {
    expect(projectVia(project, undefined)).toBe(project);
    const local = projectVia(project, 'local');
    expect(local.service.name).toBe('local');
    expect(local.lanes.map(({ settings }) => settings)).toMatchObject([
      { env: { LANG: 'D', SEED: '0' } },
      { env: { LANG: 'C', SEED: '0' } },
    ]);
    expect(() => projectVia(project, 'buildkite')).toThrow(
      'no section for `buildkite`; there are `circleci`',
    );
    expect(() => projectVia(project, 'constructor')).toThrow('no section');
  });

  it.each([
    [90_000, '90s'],
    [1_200_000, '20m'],
    [1_234_567, '1235s'],
  ])('hold the time for one, as the settings of a service take it: %d', (timeoutMs, timeout) => {
    const settings = askedSettings({ selector, timeoutMs }, { project, settings: { command: ['x'] } });
    expect(settings).toEqual({ command: ['x'], timeout });
    expect(recipeSchema.safeParse(settings).success).toBe(true);
  });

  it('share a batch among as many machines as are asked for', () => {
    expect(settingsWith({ shards: 4 })).toMatchObject({ machines: 4, perMachine: 1 });
    expect(settingsWith({ shards: 10 })).toMatchObject({ machines: 10 });
    expect(() => settingsWith({ shards: 11 })).toThrow('at most 10 machines');
    expect(() => settingsWith({ shards: 4, via: 'local' })).toThrow('`local` is one machine');
    expect(() => settingsWith({ shards: 4, via: 'jenkins' })).toThrow('hands over no number of machines');
  });

  it('run the whole class of a test, and only where reports tell one from the other', () => {
    const asked = settingsWith({ scope: 'class', via: 'local' });
    expect(asked).toMatchObject({ command: ['npx', 'vitest', 'run', '{class}'] });
    expect(() => settingsWith({ scope: 'class' })).toThrow('only the service `local` can');
    const whole = parseSelector('test/a.test.ts');
    expect(() => settingsWith({ scope: 'class', via: 'local' }, whole)).toThrow('names no single test');
    const blind = readProjectConfig('local: { command: [npx, vitest, run, "{class}"] }');
    expect(() =>
      askedSettings(
        { selector, manner: { scope: 'class' } },
        { project: blind, settings: blind.service.settings },
      ),
    ).toThrow('needs reports');
    const odd = readProjectConfig('local: { command: [make, "{class}"], junit: out.xml }');
    expect(() =>
      askedSettings(
        { selector, manner: { scope: 'class' } },
        { project: odd, settings: odd.service.settings },
      ),
    ).toThrow('runner is not known');
  });

  it('set variables over those of the file, and only those that it lets set now', () => {
    expect(settingsWith({ via: 'local', env: { SEED: '7', JAVA_OPTS: '-ea' } })).toMatchObject({
      env: { LANG: 'D', SEED: '7', JAVA_OPTS: '-ea' },
    });
    expect(() => settingsWith({ via: 'local', env: { PATH: '/tmp' } })).toThrow('lets no command set `PATH`');
    expect(() => settingsWith({ env: { SEED: '7' } })).toThrow('only the service `local`');
  });
});
