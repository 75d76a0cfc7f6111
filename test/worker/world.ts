import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchRequest, CiService, IterationArtifacts } from '../../src/ci/service.ts';
import type { Document } from '../../src/model/document.ts';
import type { Store } from '../../src/store/store.ts';
import type { Tracker } from '../../src/trackers/tracker.ts';
import type { WorkerParts } from '../../src/worker/parts.ts';
import { plain } from '../commands/fakes.ts';
import { silentTracker } from '../support/silent-tracker.ts';

/** Outlives a test file: the next one finds this module as it is. */
const folder = mkdtempSync(join(tmpdir(), 'retrial-world-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const output = join(folder, 'output.txt');
writeFileSync(output, 'out of time');

/** What is not as usual in a world. */
interface Unusual {
  readonly store: Store;
  readonly breaks?: (nth: number) => boolean;
  readonly onPost?: () => Promise<unknown>;
  /** Each fourth iteration unless told. */
  readonly fails?: (request: BatchRequest, index: number) => boolean;
  /** What the service throws in place of starting a batch. */
  readonly refuses?: (request: BatchRequest) => Error | undefined;
}

/** A world of one run: each batch executes at once, or breaks, and what is posted can be looked at. */
export function worldOf({ store, ...options }: Unusual) {
  const posts: Document[] = [];
  const folded: string[] = [];
  const asked: BatchRequest[] = [];
  const isBroken = ({ batch }: BatchRequest): boolean =>
    options.breaks?.(asked.findIndex((one) => one.batch.id === batch.id)) === true;
  const service: CiService = {
    needs: () => 'clone',
    limits: { lagMs: 0, leastLookMs: 0 },
    async trigger(request) {
      const refusal = options.refuses?.(request);
      if (refusal !== undefined) throw refusal;
      asked.push(request);
      return request.batch.id;
    },
    find: async () => undefined,
    poll: async (_, request) =>
      isBroken(request)
        ? { state: 'broken', finished: 0, broken: { what: 'the build failed', output: '/nowhere' } }
        : { state: 'finished', finished: request.batch.count },
    collect: async (_, known, request) =>
      isBroken(request) ? [] : artifactsOf(request, known, options.fails ?? ((__, index) => index % 4 === 0)),
    cancel: async () => {},
    release: async () => {},
    check: async () => ({ state: 'ok', what: 'ready' }),
    close: async () => {},
  };
  const tracker: Tracker = {
    ...silentTracker,
    async post(_, document) {
      const id = String(posts.push(document));
      await options.onPost?.();
      return { commentId: id, nodeId: `${document.topic.kind} ${document.topic.id}` };
    },
    edit: async (_, commentId, document) => void (posts[Number(commentId) - 1] = document),
    minimise: async (_, nodeId) => void folded.push(nodeId),
  };
  const parts: WorkerParts = {
    store,
    tracker: () => tracker,
    service: () => service,
    environment: (configured) => configured,
    now: () => new Date(),
    commandWord: 'retrial',
    pollMs: 1,
    progressMs: 1,
    courtesy: async () => {},
    log: () => {},
  };
  return { parts, posts, folded, asked };
}

/** Without a report only the exit code speaks. */
function artifactsOf(
  request: BatchRequest,
  known: ReadonlySet<number>,
  fails: NonNullable<Unusual['fails']>,
): readonly IterationArtifacts[] {
  const { batch } = request;
  return Array.from({ length: batch.count }, (_, at) => batch.first + at)
    .filter((index) => !known.has(index))
    .map((index) => ({
      index,
      exit: { code: fails(request, index) ? 1 : 0 },
      durationMs: 10,
      machine: 'slot 1',
      output,
    }));
}

export const resultsIn = (posts: readonly Document[]): readonly string[] =>
  posts.filter(({ topic }) => topic.kind === 'result').map(plain);
