/** What iterations are reckoned to cost. */
export interface ReckonedCost {
  /** At most: a question may need less. */
  readonly iterations: number;
  readonly minutes: number;
  /** By what the test took before, and not by a guess. */
  readonly isMeasured: boolean;
  readonly fits: boolean;
}

/** What a run is reckoned to be and to cost. */
export interface Reckoning extends ReckonedCost {
  /** What would be tested, as far as it has a name. */
  readonly revision: string;
  /** What the CI service would be sent; without secrets. */
  readonly orders: readonly ShownOrder[];
  /** How a skip would be taken off, in the way of a diff; empty or absent where none would. Hostile text. */
  readonly skipDiff?: string;
}

/** What adding to a run is reckoned to come to. */
export interface AddedReckoning extends ReckonedCost {
  /** Iterations that would be added, and how many the run would have been asked for then. */
  readonly runs: number;
  readonly whole: number;
}

/** What starts a batch of the first round in one lane; `lane` is empty where there is none. */
export interface ShownOrder {
  readonly lane: string;
  /** The side of its question that the batch is for; absent where there is one side. */
  readonly side?: string;
  /** The push of a branch starts it, and no call. */
  readonly isPushed?: boolean;
  readonly service: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}
