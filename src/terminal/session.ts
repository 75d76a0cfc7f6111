/** What every subcommand is given: the words after `--`, and where its exit code goes. */
export interface Session {
  readonly command: readonly string[];
  readonly finish: (code: number) => void;
}
