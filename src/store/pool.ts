import type { EventEmitter } from 'node:events';

/** What a statement answers, in the words of the pg package. */
export interface SqlResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number | null;
  /** The server's command tag, such as `INSERT`. */
  readonly command: string;
}

/** A checked-out connection; give it back with `release`. */
export interface SqlClient extends EventEmitter {
  query<Row = unknown>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>>;
  release(destroy?: boolean): void;
}

/**
 * The part of `pg.Pool` that the store and the queue use. A real `pg.Pool` has this shape; so has the
 * pool over the embedded database, which alone offers `listener`.
 */
export interface SqlPool extends EventEmitter {
  query<Row = unknown>(text: string, params?: readonly unknown[]): Promise<SqlResult<Row>>;
  connect(): Promise<SqlClient>;
  end(): Promise<void>;
  /**
   * A client for LISTEN that may be kept for ever: it holds nothing, each of its statements waits for its turn.
   * Only where all clients share one session.
   */
  listener?(): Promise<SqlClient>;
}

/**
 * Settings every connection starts with. The store names its own schema in each statement, so the search path
 * can belong to the queue, whose statements name none.
 */
export const connectionSettings: readonly string[] = ['-c', 'search_path=bullmq'];
