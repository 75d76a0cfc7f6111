/** What is sent: plain lines, in which nothing is markup, a link, a mention or a header. */
export interface Letter {
  /** The same for the same letter sent again. Letters, digits and `-`. */
  readonly id: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
}

/** A place beside tickets that digests go to. */
export interface Outlet {
  /** What is sent again is shown again, though it has the same id. */
  readonly mayDouble?: boolean;
  /**
   * Answers the addresses that were refused while others were reached.
   * @throws ServiceRefusal when it was refused: nobody has it
   * @throws Error when nobody knows that it came through; no message holds a secret
   */
  send(letter: Letter): Promise<readonly string[]>;
}
