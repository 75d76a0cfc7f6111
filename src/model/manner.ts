/** How a run is run other than usually; what is absent is as the project's file says. */
export interface Manner {
  /** Name of the configured service that runs it. */
  readonly via?: string;
  /** Machines of a CI service that share a batch. */
  readonly shards?: number;
  /** The test's whole class runs, and the test is judged by its own result. */
  readonly scope?: 'class';
  /** It waits while others run. */
  readonly priority?: 'low';
  /** Variables that its process gets; hostile text. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The words that ask for a manner, each as one could type it. */
export function mannerWords({ via, shards, scope, priority, env = {} }: Manner): readonly string[] {
  return [
    ...(via === undefined ? [] : [`via=${via}`]),
    ...(shards === undefined ? [] : [`shards=${shards}`]),
    ...(scope === undefined ? [] : [`scope=${scope}`]),
    ...(priority === undefined ? [] : [`priority=${priority}`]),
    ...variableWords(env),
  ];
}

/** What of a manner may change a test's outcome, in the words that asked for it: results of different ones never meet. */
export function circumstanceWords({ scope, env = {} }: Manner): readonly string[] {
  return [...(scope === undefined ? [] : [`scope=${scope}`]), ...variableWords(env)];
}

function variableWords(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(env)
    .toSorted()
    .map((name) => `env.${name}=${asWord(env[name] ?? '')}`);
}

function asWord(value: string): string {
  if (/^[\w./:+=-]*$/.test(value)) return value;
  const quote = ['"', "'", '`'].find((mark) => !value.includes(mark)) ?? '"';
  return `${quote}${value}${quote}`;
}
