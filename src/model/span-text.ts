/** Settings take a time of six digits and a unit. */
const mostMs = 999_999;

/** A time in milliseconds as settings write it: `20m`, `90s`; where milliseconds have no room, to the next second. */
export function spanText(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 || ms > mostMs ? `${Math.ceil(ms / 1_000)}s` : `${ms}ms`;
}
