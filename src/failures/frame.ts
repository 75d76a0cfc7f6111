/** The languages whose stacks are read; `other` is a bare `file:line` of any further language. */
export type Ecosystem =
  | 'jvm'
  | 'python'
  | 'javascript'
  | 'go'
  | 'rust'
  | 'dotnet'
  | 'php'
  | 'ruby'
  | 'swift'
  | 'other';

/** One line of a stack, without line and column numbers. */
export interface Frame {
  readonly ecosystem: Ecosystem;
  /** What owns the function: a class with its package, a module; empty if the line names none. */
  readonly owner: string;
  /** The function; empty if the line names only a file. */
  readonly method: string;
  /** The source file as written; empty if the line names none. */
  readonly file: string;
  /** It belongs to a framework that is itself what is tested. */
  readonly isTested?: true;
}

/** A stack whose lines are read only as far as somebody looks. */
export interface Frames {
  readonly isEmpty: boolean;
  /**
   * Shows frames from the innermost (`inside`) or outermost (`outside`) one on until the look gives an answer.
   * Frames that surely are a framework's may be left out; at most a few hundred are shown.
   */
  readonly find: <T>(from: 'inside' | 'outside', look: (frame: Frame) => T | undefined) => T | undefined;
  /** The outermost frame of a function of this name. */
  readonly named: (method: string) => Frame | undefined;
}

/** One exception of a chain. */
export interface Thrown {
  /** As written, with its package; empty if the text names none. */
  readonly type: string;
  /** Everything between the type and the first frame, capped. */
  readonly message: string;
  readonly frames: Frames;
}

/** A stack whose lines are already read, innermost frame first. */
export function framesOf(list: readonly Frame[]): Frames {
  return {
    isEmpty: list.length === 0,
    find: (from, look) => {
      for (const frame of from === 'inside' ? list : list.toReversed()) {
        const answer = look(frame);
        if (answer !== undefined) return answer;
      }
      return undefined;
    },
    named: (method) => list.findLast((frame) => frame.method === method),
  };
}
