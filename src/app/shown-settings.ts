import { BUDGET_SCOPES, inMinutes, type Allowance, type BudgetScope } from '../budgets/budget.ts';
import type { ShownSetting } from '../commands/contract/context.ts';
import type { ServerConfig } from '../config/server.ts';
import { advicePolicy } from '../config/policy.ts';
import type { Cost, Spending } from '../model/spending.ts';
import type { ShownBudgets } from './budgeting.ts';
import type { FoundSettings } from './project-settings.ts';

/** A project's settings as they hold, for people; nothing of a service's own section, which may hold variables. */
export function shownSettings(
  { project, place }: FoundSettings,
  budgets: ShownBudgets | undefined,
  { dryRun }: Pick<ServerConfig, 'dryRun'>,
): readonly ShownSetting[] {
  const { limits, policy, service, lanes, knownIssues, overlays, quarantine } = project;
  const named = Object.keys(overlays.named);
  const issues = [...new Set(knownIssues.map(({ issue }) => issue))];
  return [
    { name: 'ci', value: service.name, what: 'where tests run' },
    {
      name: 'lanes',
      value: listed(lanes.map(({ name }) => name)),
      what: 'that `lane=` takes, the first unless told',
    },
    { name: 'limits.defaultRuns', value: String(limits.defaultRuns), what: 'runs unless told' },
    { name: 'limits.maxRuns', value: String(limits.maxRuns), what: 'the most in one command' },
    ...shownBudgets(budgets),
    {
      name: 'policy.tolerance',
      value: `${policy.tolerance * 100} %`,
      what: 'the failure rate that is lived with',
    },
    { name: 'policy', value: advicePolicy(policy).name ?? 'usual', what: 'what advice names itself by' },
    { name: 'policy.blockerLabel', value: policy.blockerLabel, what: 'makes a ticket a release blocker' },
    {
      name: 'policy.releaseManagers',
      value: policy.releaseManagers.length === 0 ? 'whoever may decide' : listed(policy.releaseManagers),
      what: 'may defer and waive',
    },
    { name: 'knownIssues', value: listed(issues), what: 'failures with a ticket' },
    { name: 'overlays.named', value: listed(named), what: 'changes that `overlay=` takes' },
    {
      name: 'quarantine.file',
      value: quarantine?.file ?? 'none',
      what: 'lists tests that run and block nothing',
    },
    {
      name: 'dryRun',
      value: dryRun ? 'yes' : 'no',
      what: 'of the server: commands are answered with what they would do, and nothing else comes of them',
    },
    { name: 'settings', value: place.name, what: place.what },
  ];
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
  return `${names.slice(0, 10).join(', ')}${more}`;
}

const whose: Readonly<Record<BudgetScope, string>> = {
  run: 'one command',
  person: 'a person, a week',
  ticket: 'a ticket, a week',
  week: 'all of the repository, a week',
};

function shownBudgets(shown: ShownBudgets | undefined): readonly ShownSetting[] {
  if (shown === undefined) return [{ name: 'budgets', value: 'none', what: 'nothing is limited' }];
  const { budgets, spending } = shown;
  return [
    ...rowsOf('iterations', budgets.iterations, (scope) => usedOf(scope, spending)?.iterations),
    ...rowsOf('minutes', budgets.minutes, (scope) => {
      const used = usedOf(scope, spending);
      return used === undefined ? undefined : inMinutes(used.ms);
    }),
  ];
}

function usedOf(scope: BudgetScope, spending: Spending): Cost | undefined {
  return scope === 'run' ? undefined : spending[scope];
}

function rowsOf(
  of: 'iterations' | 'minutes',
  allowance: Allowance,
  used: (scope: BudgetScope) => number | undefined,
): readonly ShownSetting[] {
  return BUDGET_SCOPES.flatMap((scope) => {
    const limit = allowance[scope];
    if (limit === undefined) return [];
    const most = limit.toLocaleString('en-US');
    const far = used(scope)?.toLocaleString('en-US');
    const value = far === undefined ? most : `${far} of ${most} used`;
    return [
      {
        name: `budgets.${of}.${scope}`,
        value,
        what: `the most ${of === 'minutes' ? 'CI minutes' : of}: ${whose[scope]}`,
      },
    ];
  });
}
