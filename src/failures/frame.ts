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
}

/** A stack, innermost frame first, whose lines are read only when asked for. */
export interface Frames {
  readonly count: number;
  readonly at: (index: number) => Frame | undefined;
}

/** One exception of a chain. */
export interface Thrown {
  /** As written, with its package; empty if the text names none. */
  readonly type: string;
  /** Everything between the type and the first frame, capped. */
  readonly message: string;
  readonly frames: Frames;
}

/** A stack whose lines are already read. */
export function framesOf(list: readonly Frame[]): Frames {
  return { count: list.length, at: (index) => list[index] };
}
