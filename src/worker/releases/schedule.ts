/** When a summary comes though nothing has changed; times in UTC. */
export interface DigestTimes {
  readonly on: 'daily' | 'weekdays' | 'mondays' | 'never';
  /** Such as 08:00. */
  readonly at: string;
}

const dayMs = 86_400_000;

/** The last moment up to now at which one was due, ISO 8601; undefined where none ever is. Pure. */
export function lastDue({ on, at }: DigestTimes, now: Date): string | undefined {
  if (on === 'never') return undefined;
  const today = now.toISOString().slice(0, 10);
  for (let back = 0; back <= 7; back += 1) {
    const due = new Date(Date.parse(`${today}T${at}:00.000Z`) - back * dayMs);
    if (due <= now && falls(on, due.getUTCDay())) return due.toISOString();
  }
  return undefined;
}

function falls(on: DigestTimes['on'], weekday: number): boolean {
  if (on === 'daily') return true;
  return on === 'mondays' ? weekday === 1 : weekday >= 1 && weekday <= 5;
}
