import { code, strong, text, type Block, type Document, type Inline, type Topic } from '../model/document.ts';
import type { OrdinaryHistory } from '../model/history.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import type { TestSkip } from '../model/test-skip.ts';
import type { CauseStatistics, PlaceStatistics, TestStatistics } from '../model/test-statistics.ts';
import { ordinaryBlocks } from './history/ordinary.ts';
import { count, interval, percent, percentAtLeast, percentAtMost, plural, rateCell } from './numbers.ts';
import { skipBlocks } from './skips.ts';

/** What the statistics of a ticket's test need to be worded. */
export interface StatisticsReport {
  readonly topic: Topic;
  readonly test: string;
  readonly statistics: TestStatistics;
  /** Which runs are counted, where some were left out: `of the last 30d`. */
  readonly only?: string;
  /** Nobody asked for that. */
  readonly isUsual?: boolean;
  /** What ordinary CI says of it; absent where none was read. */
  readonly ordinary?: OrdinaryHistory;
  /** What skips it where the release is built. */
  readonly skips?: readonly TestSkip[];
  /** A command that adds to them, as one types it here. */
  readonly next: string;
}

const mostRows = 20;

/** What a test's runs counted: in all, per revision, per cause. */
export function statisticsDocument({
  topic,
  test,
  statistics,
  only,
  isUsual = false,
  ordinary,
  skips = [],
  next,
}: StatisticsReport): Document {
  const { places, causes } = statistics;
  return {
    topic,
    blocks: [
      { kind: 'headline', mark: 'info', text: headline(statistics, only) },
      { kind: 'paragraph', text: [code(shorten(plainLine(test), 300)), text(`: ${identities(statistics)}`)] },
      ...(only === undefined
        ? []
        : [
            {
              kind: 'paragraph',
              text: [text('Only runs '), code(shorten(plainLine(only), 200)), ...countedWords(isUsual)],
            } as const,
          ]),
      ...skipBlocks(skips),
      ...placesTable(places),
      ...causesTable(causes, statistics.counts.executed),
      ...notes(statistics).map((note) => ({ kind: 'paragraph', text: [text(note)] }) as const),
      ...(ordinary === undefined ? [] : ordinaryBlocks(ordinary)),
      { kind: 'paragraph', text: [strong('Next:'), text(' '), code(next)] },
    ],
  };
}

function countedWords(isUsual: boolean): readonly Inline[] {
  if (!isUsual) return [text(' are counted.')];
  return [text(' are counted; '), code('since=all'), text(' counts older ones too.')];
}

function headline({ counts, places, estimate }: TestStatistics, only?: string): readonly Inline[] {
  const { executed, failed } = counts;
  if (places.length === 0) {
    const which = only === undefined ? 'no run of this ticket' : 'none of the runs that are counted here';
    return [strong('No statistics yet'), text(`: ${which} repeated it`)];
  }
  if (executed === 0) return [strong('Nothing ran'), text(`: 0 of ${count(counts.asked)} were executed`)];
  const counted = `: ${count(failed)} of ${count(executed)} executed failed`;
  return [strong('Statistics'), text(estimate === undefined ? counted : `${counted} (${rate(estimate)})`)];
}

function rate(estimate: NonNullable<TestStatistics['estimate']>): string {
  if (estimate.failed === 0) return `below ${percentAtMost(estimate.high)}, 95 % sure`;
  if (estimate.failed === estimate.executed) return `above ${percentAtLeast(estimate.low)}, 95 % sure`;
  return `${percent(estimate.rate)}, ${interval(estimate)}`;
}

function identities({ counts, places }: TestStatistics): string {
  const { asked, executed, skipped, lost, passed, failed } = counts;
  const runs = places.reduce((sum, place) => sum + place.runs.length, 0);
  return `${plural(runs, 'run')}; asked ${count(asked)} = executed ${count(executed)} + skipped ${count(skipped)} + lost ${count(lost)}; executed ${count(executed)} = passed ${count(passed)} + failed ${count(failed)}.`;
}

function placesTable(places: readonly PlaceStatistics[]): readonly Block[] {
  if (places.length === 0) return [];
  const rows = places
    .slice(0, mostRows)
    .map((place) => [
      [code(shorten(plainLine(place.commit?.slice(0, 9) ?? place.revision), 80)), text(nameOf(place))],
      [text(count(place.counts.failed))],
      [text(count(place.counts.executed))],
      [text(place.estimate === undefined ? 'nothing ran' : rateCell(place.estimate))],
      [text(runsOf(place))],
    ]);
  const columns = [
    { title: 'Revision', align: 'left' },
    { title: 'Failed', align: 'right' },
    { title: 'Executed', align: 'right' },
    { title: 'Rate', align: 'left' },
    { title: 'Runs', align: 'left' },
  ] as const;
  return [{ kind: 'table', columns, rows }, ...cut(places.length, 'older revision')];
}

function nameOf({ revision, commit, isChanged }: PlaceStatistics): string {
  const asked = commit === undefined || commit.startsWith(revision) ? '' : `, ${plainLine(revision)}`;
  return shorten(`${asked}${isChanged ? ', with its code or circumstances changed' : ''}`, 120);
}

function runsOf({ runs }: PlaceStatistics): string {
  const more = runs.length - 3;
  return more > 0 ? `${runs.slice(0, 3).join(', ')} and ${count(more)} more` : runs.join(', ');
}

function causesTable(causes: readonly CauseStatistics[], executed: number): readonly Block[] {
  if (causes.length === 0) return [];
  const rows = causes.slice(0, mostRows).map(({ signature, knownIssue, failed, runs }) => {
    const known = knownIssue === undefined ? [] : [text(', known: '), code(plainLine(knownIssue))];
    return [
      [code(shorten(plainLine(signature.title), 160)), ...known],
      [text(`${count(failed)} of ${count(executed)}`)],
      [text(plural(runs, 'run'))],
      [code(signature.id)],
    ];
  });
  const columns = [
    { title: 'Failure', align: 'left' },
    { title: 'Failed', align: 'right' },
    { title: 'Seen in', align: 'left' },
    { title: 'Signature', align: 'left' },
  ] as const;
  return [{ kind: 'table', columns, rows }, ...cut(causes.length, 'rarer cause')];
}

function cut(all: number, noun: string): readonly Block[] {
  const more = all - mostRows;
  if (more <= 0) return [];
  return [{ kind: 'paragraph', text: [text(`${plural(more, noun)} not shown.`)] }];
}

function notes({ places, stoppedAtAnswer, others }: TestStatistics): readonly string[] {
  const several = places.length > 1 ? ['Revisions differ, so there is no rate over all of them.'] : [];
  const stopped =
    stoppedAtAnswer > 0
      ? [
          `${plural(stoppedAtAnswer, 'run')} stopped at an answer, which moves the rate; the interval allows for it.`,
        ]
      : [];
  const left =
    others > 0 ? [`Not counted here: ${plural(others, 'run')} that compared, searched or isolated.`] : [];
  return [...several, ...stopped, ...left];
}
