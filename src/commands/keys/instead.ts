/** What people expect of every command that starts runs, and where it is said here. */
export const insteadOfStarting: Readonly<Record<string, string>> = {
  scope: '`repeat` takes it; `isolate` tries several companies.',
};

/** What people expect of scheduled summaries. */
export const insteadOfSchedules: Readonly<Record<string, string>> = {
  every: 'When it comes stands in the project’s file: `cron:` under `digests:`.',
  to: 'Where it goes stands in the project’s file, under `digests:`.',
  release: 'Which releases it is about stands in the project’s file, under `releases:`.',
};
