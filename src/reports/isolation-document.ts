import { code, strong, text, type Block, type Document, type Inline, type Mark } from '../model/document.ts';
import type { IsolatedScope, Isolation, IsolationKind, Scope } from '../model/isolation.ts';
import { plainLine, plainText, shorten } from '../model/plain-text.ts';
import { luck } from './comparison-words.ts';
import { evidencePlaces } from './details.ts';
import { groupName, knownIssue } from './failure-groups.ts';
import { identities, identitiesOnScreen } from './identities.ts';
import { intervalPlot } from './interval-plot.ts';
import { isolationNext } from './isolation-next.ts';
import type { IsolationReport } from './isolation-report.ts';
import { count, duration, plural, rateCell } from './numbers.ts';
import type { RunFacts, Wording } from './repeat-report.ts';
import { rerunItems } from './reruns.ts';
import { skipDiffBlocks } from './skip-diff.ts';
import { addressee, remarks, subjectInline } from './subject.ts';

const MAX_CAUSES = 10;
const LOG_LINES = 20;

const words: Readonly<Record<IsolationKind, { readonly mark: Mark; readonly word: string }>> = {
  order: { mark: 'fail', word: 'Order-dependent' },
  load: { mark: 'fail', word: 'Load-dependent' },
  'order-and-load': { mark: 'fail', word: 'Order- and load-dependent' },
  'by-itself': { mark: 'fail', word: 'Fails by itself' },
  undecided: { mark: 'warn', word: 'Not decided' },
  'not-reproduced': { mark: 'pass', word: 'Not reproduced' },
  'no-data': { mark: 'warn', word: 'No verdict' },
};

/**
 * A test in different company: the verdict, a row for each scope, a plot, causes, what was left out, the next command.
 * @throws RangeError when counts contradict their identities
 */
export function isolationDocument(report: IsolationReport, wording: Wording): Document {
  const { isolation, run, partial, wallMs } = report;
  const isTicket = wording.audience === 'ticket';
  const { mark, word } = words[isolation.kind];
  const stopped = partial === undefined ? '' : ` (${partial}, partial)`;
  const next = isolationNext(report, wording);
  const blocks: Block[] = [
    { kind: 'headline', mark, text: [strong(`${word}${stopped}`), text(`: ${statement(isolation)}`)] },
    {
      kind: 'paragraph',
      text: [
        ...addressee(run, wording.audience),
        ...subjectInline(isTicket ? run : withoutAddress(run)),
        text(` Took ${duration(wallMs)}.`),
        ...remarks(run),
      ],
    },
    table(report),
    ...plot(isolation),
    ...countsOf(isolation, isTicket),
    ...causes(isolation),
    ...leftOut(isolation),
    ...rerunNote(run),
    ...brokenLog(report),
    ...(isTicket ? next : []),
    ...skipDiffBlocks(run, wording.audience),
    evidencePlaces(report.evidence ?? [], run.id),
    ...(isTicket ? [] : next),
  ];
  return { topic: { kind: 'result', id: run.id }, blocks };
}

function rerunNote(run: RunFacts): readonly Block[] {
  const items = rerunItems(run);
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** An address within a sentence would only break it in a terminal. */
function withoutAddress(run: RunFacts): RunFacts {
  const { commitUrl: _, ...rest } = run;
  return rest;
}

/** A scope as people call it: "with its class". */
function scopeWords(scope: Scope, copies: number): string {
  switch (scope) {
    case 'alone':
      return 'alone';
    case 'class':
      return 'with its class or file';
    case 'suite':
      return 'with the whole suite';
    case 'shuffled':
      return 'in shuffled order';
    case 'loaded':
      return `${count(copies)} copies at once`;
  }
}

/** Scopes in a few words. */
export const scopesInShort: Readonly<Record<Scope, string>> = {
  alone: 'alone',
  class: 'with its class',
  suite: 'with the suite',
  shuffled: 'shuffled',
  loaded: 'under load',
};

function statement(isolation: Isolation): string {
  const { kind, scopes, more } = isolation;
  const alone = scopes.find(({ scope }) => scope === 'alone');
  const differing = scopes.filter(({ reading }) => reading === 'more-often' || reading === 'less-often');
  switch (kind) {
    case 'order':
    case 'load':
    case 'order-and-load':
      return `${[...differing.map((scope) => `${outOf(scope)} ${scopesInShort[scope.scope]}`), `${outOf(alone)} alone`].join(', ')}; by luck alone ${luck(Math.max(...differing.map(({ p = 1 }) => p)))}`;
    case 'by-itself':
      return `it fails alone, ${outOf(alone)}, and nothing around it changes that so that it shows`;
    case 'undecided':
      return more === undefined
        ? 'it failed, but too seldom to tell what that depends on'
        : `it failed, but too seldom to tell; ${plural(more, 'run')} of each would show it if they went on like this`;
    case 'not-reproduced':
      return `no failure in ${plural(
        scopes.reduce((sum, { counts }) => sum + counts.executed, 0),
        'executed run',
      )}, alone or not`;
    case 'no-data':
      return `it never ran alone (0 of ${count(alone?.counts.asked ?? 0)} executed), so there is nothing to hold the rest against`;
  }
}

function outOf(scope: IsolatedScope | undefined): string {
  if (scope === undefined) return 'no run';
  return `${count(scope.counts.failed)} of ${count(scope.counts.executed)}`;
}

function table({ isolation, copies }: IsolationReport): Block {
  const columns = ['Run', 'Failed', 'Rate', 'Reading'].map((title) => ({ title, align: 'left' as const }));
  const rows = isolation.scopes.map((scope) => [
    [text(scopeWords(scope.scope, copies))],
    [text(outOf(scope))],
    [text(scope.estimate === undefined ? '' : rateCell(scope.estimate))],
    readingOf(scope),
  ]);
  return { kind: 'table', columns, rows };
}

function readingOf({ reading, p = 1, broken, counts }: IsolatedScope): readonly Inline[] {
  if (broken !== undefined) return [text('could not be run: '), code(shorten(plainLine(broken), 200))];
  if (reading === undefined) return [text('')];
  switch (reading) {
    case 'more-often':
      return [strong('more often'), text(`, by luck ${luck(p)}`)];
    case 'less-often':
      return [strong('less often'), text(`, by luck ${luck(p)}`)];
    case 'alike':
      return [text('no difference shown')];
    case 'no-data':
      return [text(counts.executed === 0 ? 'nothing ran' : 'nothing to hold it against')];
  }
}

function plot({ scopes }: Isolation): readonly Block[] {
  if (scopes.every(({ counts }) => counts.failed === 0)) return [];
  const lines = scopes.map(({ scope, estimate }) => ({
    label: '',
    name: scope,
    ...(estimate === undefined ? {} : { estimate }),
  }));
  return [{ kind: 'code', text: intervalPlot(lines) }];
}

/** Only where something did not run: else the table says it all. */
function countsOf({ scopes }: Isolation, isTicket: boolean): readonly Block[] {
  return scopes
    .filter(({ counts }) => counts.executed < counts.asked)
    .map(({ scope, counts }) => ({
      kind: 'paragraph',
      text: [strong(`${scope}:`), text(` ${isTicket ? identities(counts) : identitiesOnScreen(counts)}`)],
    }));
}

function causes({ causes: all, scopes }: Isolation): readonly Block[] {
  if (all.length === 0) return [];
  const items = all.slice(0, MAX_CAUSES).map(({ group, failed }) => {
    const where = scopes
      .filter(({ scope }) => (failed[scope] ?? 0) > 0)
      .map(({ scope }) => `${count(failed[scope] ?? 0)}× ${scopesInShort[scope]}`);
    return [groupName(group), ...knownIssue(group), text(`: ${where.join(', ')}`)];
  });
  return [{ kind: 'list', items }];
}

function leftOut({ left }: Isolation): readonly Block[] {
  if (left.length === 0) return [];
  const said = left.map(({ scope, why }) => `${scope} (${plainLine(why)})`).join('; ');
  return [{ kind: 'paragraph', text: [strong('Left out:'), text(` ${said}.`)] }];
}

function brokenLog({ brokenOutput = '' }: IsolationReport): readonly Block[] {
  const lines = plainText(brokenOutput).trimEnd().split('\n').slice(-LOG_LINES);
  return brokenOutput.trim() === '' ? [] : [{ kind: 'code', text: lines.join('\n') }];
}
