import { code, link, text, type Block, type Document, type Inline } from '../../model/document.ts';
import type { RepeatRun } from '../../model/repeat-run.ts';
import type { Scene } from '../contract/context.ts';
import type { RunProgress } from '../contract/decisions.ts';
import { sentence } from '../language/fault.ts';
import { counted, exampleOf, grouped, topicOf, typed } from './common.ts';

/** A run and how far it is. */
export interface Standing {
  readonly run: RepeatRun;
  readonly progress: RunProgress;
}

/** Where the runs of a ticket stand; with none of them, what became of the latest. */
export function statusDocument(status: {
  standings: readonly Standing[];
  latest: RepeatRun | undefined;
  scene: Scene;
}): Document {
  const { standings, latest, scene } = status;
  const topic = topicOf('status', scene.comment);
  if (standings.length === 0) return { topic, blocks: nothingActive(latest, scene) };
  const active = standings.filter(({ run }) => run.state === 'active').length;
  const headline = active === 0 ? 'This run has ended.' : `${counted(active, 'run')} active.`;
  const last = standings.findLast(({ run }) => run.state === 'active');
  const stop = last === undefined ? [] : sentence`Stop with ${typed(`cancel ${last.run.id}`, scene)}.`;
  return {
    topic,
    blocks: [
      { kind: 'headline', mark: active === 0 ? 'info' : 'wait', text: [text(headline)] },
      standingsTable(standings),
      ...(stop.length === 0 ? [] : [{ kind: 'paragraph', text: stop } as const]),
    ],
  };
}

/** One row a run, with the counts that add up to what was asked once it has ended. */
export function standingsTable(standings: readonly Standing[]): Block {
  const counts = ['Asked', 'Executed', 'Failed', 'Skipped', 'Lost'];
  return {
    kind: 'table',
    columns: [
      { title: 'Run', align: 'left' },
      { title: 'Test', align: 'left' },
      { title: 'Revision', align: 'left' },
      ...counts.map((title) => ({ title, align: 'right' }) as const),
      { title: '', align: 'left' },
    ],
    rows: standings.map(({ run, progress }) => [
      [progress.url === undefined ? code(run.id) : link(run.id, progress.url)],
      run.question === undefined
        ? [code(run.selector.text)]
        : [text(`${run.question}: `), code(run.selector.text)],
      [code(run.commit?.slice(0, 7) ?? run.revision)],
      [text(run.asked === 0 ? 'as it takes' : grouped(run.asked))],
      ...[progress.executed, progress.failed, progress.skipped, progress.lost].map((count) => [
        text(grouped(count)),
      ]),
      [text(stateOf(run, progress))],
    ]),
  };
}

function stateOf(run: RepeatRun, progress: RunProgress): string {
  if (run.state !== 'active') return run.state;
  const priority = run.manner?.priority === 'low' ? ', low priority' : '';
  return `${howFar(progress)}${priority}`;
}

function howFar({ queuePlace, minutesLeft }: RunProgress): string {
  if (queuePlace !== undefined) return `waiting, place ${queuePlace}`;
  return minutesLeft === undefined ? 'running' : `about ${grouped(minutesLeft)} min left`;
}

function nothingActive(latest: RepeatRun | undefined, scene: Scene): readonly Block[] {
  const start = sentence`Start one with ${typed(exampleOf('repeat CASTest#testName xN', scene), scene)}.`;
  const before: readonly Inline[] =
    latest === undefined
      ? start
      : sentence`The latest was ${code(latest.id)}: ${code(latest.selector.text)}, ${latest.state}. See it with ${typed(`status ${latest.id}`, scene)}.`;
  return [
    { kind: 'headline', mark: 'info', text: [text('No run is active here.')] },
    { kind: 'paragraph', text: before },
  ];
}
