/** What people expect of every command that starts runs, and where it is said here. */
export const insteadOfStarting: Readonly<Record<string, string>> = {
  scope:
    'The name says it: `CASTest#test` is one test, `CASTest` its whole class; `isolate` tries several companies.',
  via: 'Which CI service runs the tests stands in the project’s file, as `ci:`.',
  shards: 'How many run at once stands in the project’s file, in the section of its CI service.',
  priority: 'Runs go in the order in which they were asked for; `status` says their place.',
  env: 'Variables stand in the project’s file, where each lane may have its own; `lane=` chooses one.',
  log: 'Write `overlay=log:LOGGER:LEVEL`.',
  release: 'A run belongs to its ticket, and so to the ticket’s release; `ref=` says which code.',
};

/** What people expect of scheduled summaries. */
export const insteadOfSchedules: Readonly<Record<string, string>> = {
  every: 'When it comes stands in the project’s file: `cron:` under `digests:`.',
  to: 'Where it goes stands in the project’s file, under `digests:`.',
  release: 'Which releases it is about stands in the project’s file, under `releases:`.',
};
