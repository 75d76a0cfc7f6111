/** How much of an archive is unpacked at most, nested archives included. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Unpacked bytes in all. */
  readonly bytes: number;
  /** Unpacked bytes for each packed one, once more than `ratioFrom` bytes are unpacked. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Archives inside archives. */
  readonly depth: number;
}

/**
 * Fits a month of CI artifacts. Deflate reaches 1032 to 1 at most; real logs and reports rarely pass 100 to 1,
 * so 400 over the first 64 MB is no log.
 */
export const defaultLimits: ArchiveLimits = {
  entries: 200_000,
  bytes: 16 * 1024 ** 3,
  ratio: 400,
  ratioFrom: 64 * 1024 ** 2,
  depth: 3,
};

/** An archive that is broken, or that unpacks to more than it may: a bomb. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly kind: 'broken' | 'bomb';

  constructor(kind: 'broken' | 'bomb', message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.kind = kind;
  }
}

/** Counts what is unpacked; one for an archive and all archives inside it, or for several that share what they may. */
export class Budget {
  private entries = 0;
  private bytes = 0;
  private readonly limits: ArchiveLimits;
  private readonly what: string;

  /** @param what is unpacked, in words */
  constructor(limits: ArchiveLimits, what = 'the archive') {
    this.limits = limits;
    this.what = what;
  }

  /**
   * Counts an entry.
   * @throws ArchiveError when there are more than allowed.
   */
  addEntry(): void {
    if (++this.entries > this.limits.entries) {
      throw new ArchiveError('bomb', `${this.what} holds more than ${this.limits.entries} files`);
    }
  }

  /**
   * Counts unpacked bytes.
   * @throws ArchiveError when there are more than allowed.
   */
  addBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > this.limits.bytes) {
      throw new ArchiveError('bomb', `${this.what} unpacks to more than ${this.limits.bytes} bytes`);
    }
  }

  /**
   * Holds what came out of one packed stream against what went in.
   * @throws ArchiveError when it is packed more tightly than anything real.
   */
  checkRatio(unpacked: number, packed: number): void {
    if (unpacked > this.limits.ratioFrom && unpacked > packed * this.limits.ratio) {
      throw new ArchiveError('bomb', `the archive unpacks to more than ${this.limits.ratio} times its size`);
    }
  }

  /**
   * Checks that an archive may stand inside that many others.
   * @throws ArchiveError when it may not.
   */
  checkDepth(depth: number): void {
    if (depth > this.limits.depth) {
      throw new ArchiveError('bomb', `archives are nested deeper than ${this.limits.depth}`);
    }
  }
}
