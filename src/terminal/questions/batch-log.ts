import { z } from 'zod';
import type { Iteration } from '../../model/iteration.ts';
import { asEarlier, type SideEvidence, type SidesEvidence } from '../../model/question.ts';
import type { Order } from '../../plans/plan.ts';
import { keep, readKept } from '../kept.ts';

const shape = z.array(z.looseObject({ id: z.string() }));

/** An order that was given out. Its iterations are numbered on from those of all batches before it. */
export interface LoggedBatch extends Order {
  readonly id: string;
  readonly first: number;
  readonly count: number;
  readonly closed: boolean;
  /** How many came back, where the batch ended before all did. */
  readonly cameBack?: number;
  readonly broken?: { readonly what: string; readonly output: string };
  /** It was over before anything of it ran. */
  readonly neverBegan?: boolean;
}

/** What an earlier run brings to a side. */
export interface EarlierIterations {
  readonly side: string;
  readonly run: string;
  readonly iterations: readonly Iteration[];
}

/** Which batches a question gave out, kept in its folder before any of them starts, and what came back from them. */
export class BatchLog {
  readonly #folder: string;
  #batches: readonly LoggedBatch[] = [];
  #written: Promise<void> = Promise.resolve();
  readonly #iterations = new Map<string, Iteration[]>();
  readonly #earlier: readonly EarlierIterations[];

  constructor(folder: string, earlier: readonly EarlierIterations[]) {
    this.#folder = folder;
    this.#earlier = earlier.map((run, at) => ({
      ...run,
      iterations: asEarlier(run.iterations, at + 1),
    }));
  }

  batches(): readonly LoggedBatch[] {
    return this.#batches;
  }

  /** @throws RangeError for an iteration nobody ordered */
  batchOf(index: number): LoggedBatch {
    const found = this.#batches.find(({ first, count }) => index >= first && index < first + count);
    if (found === undefined) throw new RangeError(`nobody ordered iteration ${index}`);
    return found;
  }

  /** @throws UserError E-VALUE when what is kept of them is damaged */
  async load(): Promise<readonly LoggedBatch[]> {
    const batches = await readKept<readonly LoggedBatch[]>(this.#folder, 'batches.json', shape);
    this.#batches = batches ?? [];
    return this.#batches;
  }

  async open(orders: readonly Order[]): Promise<readonly LoggedBatch[]> {
    const last = this.#batches.at(-1);
    let first = last === undefined ? 1 : last.first + last.count;
    const opened = orders.map((order, at) => {
      const batch = {
        ...order,
        id: `b${this.#batches.length + at + 1}`,
        first,
        count: order.runs,
        closed: false,
      };
      first += order.runs;
      return batch;
    });
    await this.#keep([...this.#batches, ...opened]);
    return opened;
  }

  /** Once per iteration: what is known already stays as it is. */
  add({ side }: LoggedBatch, iteration: Iteration): void {
    const known = this.#iterations.get(side) ?? [];
    if (!known.some(({ index }) => index === iteration.index)) known.push(iteration);
    this.#iterations.set(side, known);
  }

  /** Nothing more comes back from this batch. A batch that was ended asked for no more than what came back. */
  async close({ id }: LoggedBatch, end: Pick<LoggedBatch, 'broken' | 'neverBegan'>): Promise<void> {
    const closed = this.#batches.map((batch) =>
      batch.id === id ? { ...batch, ...end, closed: true, cameBack: this.#cameBack(batch) } : batch,
    );
    await this.#keep(closed);
  }

  evidence(): SidesEvidence {
    const sides = [...new Set([...this.#batches, ...this.#earlier].map(({ side }) => side))];
    return new Map(sides.map((side) => [side, this.#evidenceOf(side)]));
  }

  #evidenceOf(side: string): SideEvidence {
    const own = this.#batches.filter((batch) => batch.side === side);
    const earlier = this.#earlier.filter((run) => run.side === side).flatMap(({ iterations }) => iterations);
    const broken = own.find((batch) => batch.broken !== undefined)?.broken;
    return {
      iterations: [...(this.#iterations.get(side) ?? []), ...earlier].toSorted((a, b) => a.index - b.index),
      asked: own.reduce((sum, batch) => sum + askedOf(batch), earlier.length),
      batches: own.filter(({ inTurns }) => inTurns === true).map(({ first, count }) => ({ first, count })),
      ...(broken === undefined ? {} : { broken: broken.what }),
    };
  }

  #cameBack({ side, first, count }: LoggedBatch): number {
    const iterations = this.#iterations.get(side) ?? [];
    return iterations.filter(({ index }) => index >= first && index < first + count).length;
  }

  /** One write after the other: batches that end together must not take each other's file away. */
  async #keep(batches: readonly LoggedBatch[]): Promise<void> {
    this.#batches = batches;
    const write = async (): Promise<void> => keep(this.#folder, 'batches.json', this.#batches);
    this.#written = this.#written.then(write, write);
    await this.#written;
  }
}

/**
 * What a broken batch did not bring is lost; what was never started, because somebody ended the batch or it could not
 * begin, was not asked.
 */
function askedOf({ count, closed, cameBack, broken, neverBegan }: LoggedBatch): number {
  if (neverBegan === true) return 0;
  return closed && broken === undefined ? (cameBack ?? count) : count;
}
