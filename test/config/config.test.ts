import { describe, expect, it } from 'vitest';
import { readProjectConfig } from '../../src/config/project.ts';
import { readServerConfig } from '../../src/config/server.ts';
import { pageSamples } from '../support/pages.ts';

describe('a project’s settings', () => {
  it('need only the command of one iteration', () => {
    const config = readProjectConfig('local:\n  command: [npx, vitest, run, "{class}"]\n');
    expect(config).toEqual({
      limits: { defaultRuns: 200, maxRuns: 2_000 },
      budgets: { iterations: {}, minutes: {} },
      knownIssues: [],
      policy: {
        tolerance: 0.01,
        weights: {},
        costlyBuilds: 5,
        window: '30d',
        blockerLabel: 'release-blocker',
        releaseManagers: [],
      },
      overlays: { named: {} },
      releases: [],
      service: { name: 'local', settings: { command: ['npx', 'vitest', 'run', '{class}'] } },
      lanes: [],
      others: [],
      variables: [],
    });
  });

  it.each([
    ['', 'add a section for a CI service: '],
    ['ci: local', 'add a section for a CI service: '],
    ['ci: jenkinz\nlocal:\n  command: [x]', 'ci: Invalid option: expected one of '],
    [
      'local:\n  command: npm test',
      ".github/retrial.yml: local can't be used: command: is text, and a list belongs there",
    ],
    ['local:\n  command: [x]\n  timeut: 10m', 'Unrecognized key: "timeut": did you mean `timeout`?'],
    ['local:\n  command: [x]\n  timeout: soon', 'timeout: is a number and a unit: 90s, 10m, 2h'],
    ['local:\n  command: [x]\n  junit: ../*.xml', 'junit.0: must stay inside the repository'],
    ['budgets:\n  iterations: { week: -1 }\nlocal:\n  command: [x]', 'budgets.iterations.week: Too small'],
    ['budgets:\n  minutes: { person: 1e10 }\nlocal:\n  command: [x]', 'budgets.minutes.person: Too big'],
    ['budgets:\n  minutes: { day: 1 }\nlocal:\n  command: [x]', 'budgets.minutes: Unrecognized key'],
    ['limits:\n  maxRuns: -1\nlocal:\n  command: [x]', 'limits.maxRuns: Too small'],
    [
      'policy:\n  tolerence: 1%\nlocal:\n  command: [x]',
      'there is no key `tolerence`: did you mean `tolerance`?',
    ],
    ['policy:\n  weights: { quarentine: 5 }\nlocal:\n  command: [x]', 'did you mean `quarantine`?'],
    ['polcy: {}\nlocal:\n  command: [x]', 'there is no key `polcy`: did you mean `policy`?'],
    ['policy:\n  weights: { ignore: -1 }\nlocal:\n  command: [x]', 'policy.weights.ignore'],
    ['policy:\n  tolerance: often\nlocal:\n  command: [x]', 'policy.tolerance: is a rate such as 1% or 0.01'],
    ['policy:\n  tolerance: 100%\nlocal:\n  command: [x]', 'policy.tolerance: is above 0 and below 100%'],
    ['overlays: { named: { a: {} } }\nlocal:\n  command: [x]', 'overlays.named.a: needs one of cherry-pick'],
    [
      'overlays: { tests: [/etc] }\nlocal:\n  command: [x]',
      'overlays.tests.0: must stay inside the repository',
    ],
    [
      'releases: [{ name: 4.1 }]\nlocal:\n  command: [x]',
      "releases.0.name: is text: a number needs quotes, as in '4.1'",
    ],
    [
      'releases: [{ name: a, summary: "#7" }]\nlocal:\n  command: [x]',
      'releases.0.summary: is the number of an issue',
    ],
    [
      'releases: [{ name: a, blockers: { jql: "x) OR (project = SECRET" } }]\nlocal:\n  command: [x]',
      'releases.0.blockers.jql: is one condition of JQL',
    ],
    [
      "releases: [{ name: a, blockers: { jql: 'a = \\')\\' ORDER BY b' } }]\nlocal:\n  command: [x]".replaceAll(
        "\\'",
        '"',
      ),
      'releases.0.blockers.jql: is one condition of JQL',
    ],
    [
      'releases: [{ name: a, blockers: { milestones: any } }]\nlocal:\n  command: [x]',
      'releases.0.blockers: with `milestones: any` names labels',
    ],
    ['releases: [{ name: a, blockers: { label: x } }]\nlocal:\n  command: [x]', 'releases.0.blockers'],
    [
      'releases: [{ name: a, branch: --x }]\nlocal:\n  command: [x]',
      'releases.0.branch: is the name of a branch',
    ],
    [
      'digests: { a: { kind: flakes, cron: "8 o\'clock" } }\nlocal:\n  command: [x]',
      'digests.a.cron: has five fields',
    ],
    [
      'digests: { a: { kind: flakes, cron: "0 8 * * *", zone: Mars/Base } }\nlocal:\n  command: [x]',
      'digests.a.zone: names no time zone',
    ],
    [
      'digests: { a: { kind: flakes, cron: "*/5 * * * *" } }\nlocal:\n  command: [x]',
      'digests.a.cron: comes more often than once an hour',
    ],
    [
      'digests: { a: { kind: flakes, cron: "0 8 * * 1", to: ["https://evil.example"] } }\nlocal:\n  command: [x]',
      'digests.a.to.0: is `{ ticket: 30 }`, or `{ outlet: NAME }`',
    ],
    [
      'history: { branches: [main] }\nlocal:\n  command: [x]',
      'history: says which service is read: circleci, github-actions, jenkins',
    ],
    ['history: { github-action: {} }\nlocal:\n  command: [x]', 'did you mean `github-actions`?'],
    [
      "history: { jenkins: { jobs: { a: 'x y' } } }\nlocal:\n  command: [x]",
      'history.jenkins.jobs.a: is the name of a branch',
    ],
    ['local: [', "isn't valid YAML"],
    ['local: 1\nlocal: 2', "isn't valid YAML: Map keys must be unique"],
    ['- a', "can't be used: is a list, and a map of keys belongs there"],
  ])('say what is wrong and where: %j', (text, message) => {
    expect(() => readProjectConfig(text)).toThrow(message);
  });

  it('hold a section of CircleCI against its own schema', () => {
    const text = 'circleci:\n  job: repeat\n  parameters: {count: "{count}"}\n';
    expect(readProjectConfig(text).service.name).toBe('circleci');
    expect(() => readProjectConfig('circleci:\n  jobs: repeat\n')).toThrow(/circleci.*job/);
    expect(() => readProjectConfig('circleci:\n  job: x\n  project: shop\n')).toThrow(/gh\/owner\/name/);
    expect(() => readProjectConfig('circleci:\n  job: x\n  layout: a.xml\n')).toThrow(/layout needs \{i\}/);
  });

  it('say which ordinary builds are read, by service', () => {
    const text =
      'local: { command: [x] }\nhistory: { branches: [main], jenkins: { jobs: { unit: main } } }\n';
    expect(readProjectConfig(text).history).toEqual({
      branches: ['main'],
      pullRequests: 'read',
      services: [{ name: 'jenkins', settings: { jobs: { unit: 'main' } } }],
    });
  });

  it('cannot be blown up by aliases', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b]',
      'd: [*c,*c,*c,*c]',
    ];
    expect(() => readProjectConfig(bomb.join('\n'))).toThrow(/alias|can't be used/i);
  });
});

describe('the server’s settings', () => {
  it('are complete without a file or a variable', () => {
    expect(readServerConfig(undefined, {})).toEqual({
      repositories: {},
      commandWord: 'retrial',
      budgets: { iterations: {}, minutes: {} },
      progressEvery: 60,
      quietFor: 45,
      dryRun: false,
      paceWrites: true,
      keep: { evidence: { gigabytes: 20 } },
      outlets: {},
      operators: [],
      importTokens: [],
      lookEvery: 20,
      ci: {},
      data: '.retrial-data',
      host: '127.0.0.1',
      port: 3000,
      logLevel: 'info',
    });
  });

  it('know the outlets that operators are told by', () => {
    const file = (names: string) => `outlets: { ops: { folder: x } }\noperators: [${names}]\n`;
    expect(readServerConfig({ name: 's.yml', text: file('ops') }, {}).operators).toEqual(['ops']);
    expect(() => readServerConfig({ name: 's.yml', text: file('toString') }, {})).toThrow(
      "s.yml can't be used: operators: `toString` is not among `outlets`",
    );
  });

  it('take what CI services declare from the environment, and no more', () => {
    const variables = { CIRCLECI_TOKEN: ' abc\n', CIRCLECI_URL: '', HOME: '/home/x' };
    expect(readServerConfig(undefined, variables).ci).toEqual({ CIRCLECI_TOKEN: 'abc' });
  });

  it('take the App from the environment, whole or not at all', () => {
    const app = { APP_ID: '12', PRIVATE_KEY: 'a\\nb', WEBHOOK_SECRET: 'long enough' };
    expect(readServerConfig(undefined, app).github).toEqual({
      appId: 12,
      privateKey: 'a\nb',
      webhookSecret: 'long enough',
      apiUrl: 'https://api.github.com',
      paceWrites: true,
    });
    expect(() => readServerConfig(undefined, { ...app, WEBHOOK_SECRET: '' })).toThrow(
      'WEBHOOK_SECRET: is missing',
    );
    expect(() => readServerConfig(undefined, { ...app, WEBHOOK_SECRET: 'short' })).toThrow(
      'at least 8 characters',
    );
  });

  it.each([
    [{ PORT: '99999' }, 'PORT: Too big'],
    [{ APP_ID: 'x' }, 'APP_ID: is no number'],
  ])('say which variable is wrong: %j', (variables, message) => {
    expect(() => readServerConfig(undefined, variables)).toThrow(message);
  });

  describe('about a Jira', () => {
    const repositories = 'repositories: { acme/shop: { path: /srv/shop } }\n';
    const read = (jira: string, variables = { JIRA_TOKEN: 'secret' }) =>
      readServerConfig({ name: 'server.yml', text: `${repositories}jira: ${jira}` }, variables).jira;
    const project = 'projects: { SHOP: { repository: acme/shop, branch: main } }';

    it('need its address, its projects and our account', () => {
      expect(read(`{ url: "https://issues.example.org/jira", ${project} }`)).toEqual({
        url: 'https://issues.example.org/jira',
        kind: 'data-center',
        pollEvery: 60,
        lookBack: 15,
        bots: [],
        projects: {
          SHOP: {
            repository: 'acme/shop',
            branch: 'main',
            run: { roles: ['Contributors'], people: [] },
            decide: { roles: ['Committers'], people: [] },
            followUp: { type: 'Bug', fields: {}, copy: [] },
          },
        },
        token: 'secret',
      });
    });

    it.each([
      [`{ url: "https://x.org", projects: {} }`, 'names no project'],
      [`{ url: "ftp://x.org", ${project} }`, 'jira.url: Invalid URL'],
      [`{ url: "https://me:pw@x.org", ${project} }`, 'no query, fragment or name'],
      [
        `{ url: "https://x.org", projects: { shop: { repository: acme/shop, branch: main } } }`,
        'jira.projects.shop: Invalid key in record',
      ],
      [
        `{ url: "https://x.org", projects: { SHOP: { repository: acme/toys, branch: x } } }`,
        'acme/toys is not among',
      ],
      [
        `{ url: "https://x.org", projects: { SHOP: { repository: acme/shop, branch: x, statusAfter: { acept: Done } } } }`,
        'jira.projects.SHOP.statusAfter: Unrecognized key: "acept"',
      ],
      [
        `{ url: "https://x.org", projects: { SHOP: { repository: acme/shop, branch: x, followUp: { copy: Severity } } } }`,
        'jira.projects.SHOP.followUp.copy: is text, and a list belongs there',
      ],
      [`{ url: "https://x.org", pollEvery: 0, ${project} }`, 'jira.pollEvery: Too small'],
      [`{ url: "https://x.org", token: secret, ${project} }`, 'Unrecognized key: "token"'],
    ])('say what is wrong: %s', (jira, message) => {
      expect(() => read(jira)).toThrow(message);
    });

    describe('with the settings of a project', () => {
      const withSettings = (settings: string) =>
        read(
          `{ url: "https://x.org", projects: { SHOP: { repository: acme/shop, branch: main, settings: ${settings} } } }`,
        )?.projects['SHOP']?.settings;

      it('read them as they would the repository’s own file', () => {
        const own =
          'local: { command: [x] }\nlanes: { jdk8: { local: { timeout: 1m } } }\nlimits: { maxRuns: 9 }\n';
        expect(
          withSettings(
            '{ local: { command: [x] }, lanes: { jdk8: { local: { timeout: 1m } } }, limits: { maxRuns: 9 } }',
          ),
        ).toEqual(readProjectConfig(own));
        expect(read(`{ url: "https://x.org", ${project} }`)?.projects['SHOP']).not.toHaveProperty('settings');
      });

      it.each([
        [
          '',
          "server.yml: jira.projects.SHOP.settings can't be used: is empty, and a map of keys belongs there",
        ],
        ['{}', "server.yml: jira.projects.SHOP.settings can't be used: add a section for a CI service: "],
        [
          '{ local: { command: [x], timeout: soon } }',
          "server.yml: jira.projects.SHOP.settings: local can't be used: timeout: is a number and a unit",
        ],
        [
          '{ local: { command: [x] }, polcy: {} }',
          "server.yml: jira.projects.SHOP.settings can't be used: there is no key `polcy`: did you mean `policy`?",
        ],
        [
          '{ local: { command: [x] }, lanes: { jdk8: { local: { timeut: 1m } } } }',
          'server.yml: jira.projects.SHOP.settings: lanes.jdk8.local can\'t be used: Unrecognized key: "timeut"',
        ],
      ])('say what is wrong and where: %s', (settings, message) => {
        expect(() => withSettings(settings)).toThrow(message);
      });
    });

    it('are read as the pages show them', () => {
      const sample = pageSamples.find((one) => one.includes('jira:')) ?? '';
      const forms = pageSamples.find((one) => one.startsWith('followUp:')) ?? '';
      const inside = forms.replaceAll(/^/gm, '      ');
      const text = sample.replace('      branch: trunk', `${inside.trimEnd()}\n      branch: trunk`);
      const { jira } = readServerConfig({ name: 'server.yml', text }, { JIRA_TOKEN: 'secret' });
      expect(jira?.projects['CASSANDRA']).toMatchObject({
        settings: { service: { name: 'local' } },
        followUp: { subTask: 'Sub-task', copy: ['Component/s', 'Bug Category'] },
        statusAfter: { accept: 'Ready to Commit', waive: 'Resolved' },
      });
    });

    it('need an e-mail address beside the token on Cloud', () => {
      const jira = `{ url: "https://x.atlassian.net", kind: cloud, ${project} }`;
      expect(() => read(jira)).toThrow('JIRA_USER is missing');
      const account = { JIRA_TOKEN: 'secret', JIRA_USER: 'bot@example.org' };
      expect(read(jira, account)).toMatchObject({ kind: 'cloud', user: 'bot@example.org' });
    });

    it('say when the account is missing, or a token is none', () => {
      const jira = `{ url: "https://x.org", ${project} }`;
      expect(() => read(jira, { JIRA_TOKEN: '' })).toThrow('JIRA_TOKEN: is missing');
      expect(() => read(jira, { JIRA_TOKEN: 'two words' })).toThrow('JIRA_TOKEN: is one word');
    });
  });

  it('name repositories as GitHub does', () => {
    const text = 'repositories:\n  acme/shop: { path: /srv/shop }\n';
    expect(readServerConfig({ name: 'server.yml', text }, {}).repositories).toEqual({
      'acme/shop': { path: '/srv/shop', fetch: true, forkHeads: 'refuse' },
    });
    const wrong = { name: 'server.yml', text: 'repositories: { shop: { path: x } }' };
    expect(() => readServerConfig(wrong, {})).toThrow("server.yml can't be used: repositories.shop");
  });

  it('clone into the data folder from an address, by a protocol that starts no program', () => {
    const read = (entry: string) => {
      const text = `repositories: { acme/shop: ${entry} }`;
      return readServerConfig({ name: 'server.yml', text }, { RETRIAL_DATA: '/srv/data' }).repositories[
        'acme/shop'
      ];
    };
    const url = 'https://github.com/acme/shop.git';
    const { path, ...rest } = read(`{ url: '${url}' }`) ?? {};
    expect(rest).toEqual({ url, fetch: true, forkHeads: 'refuse' });
    expect(path).toMatch(/^\/srv\/data\/clones\/acme_shop-[0-9a-f]{12}\.git$/);
    expect(read("{ url: 'git@github.com:acme/shop.git' }")?.path).not.toBe(path);
    for (const good of ['ssh://git@git.example.com:2222/acme/shop', 'file:///srv/shop.git'])
      expect(read(`{ url: '${good}' }`)?.url).toBe(good);
    for (const bad of [
      'ext::sh -c id',
      '--upload-pack=id',
      'http://github.com/acme/shop',
      'https://TOKEN@github.com/acme/shop',
      'https://-x',
      'ssh://-oProxyCommand=id/x',
      '-oProxyCommand=id@host:x',
      'git@host:-x',
      '/srv/shop',
    ])
      expect(() => read(`{ url: '${bad}' }`)).toThrow('without a secret in it');
    expect(() => read('{}')).toThrow('needs either `path`');
    expect(() => read(`{ url: '${url}', path: /srv/shop }`)).toThrow('needs either `path`');
  });
});
