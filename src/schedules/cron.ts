import { CronExpressionParser } from 'cron-parser';

/** Times that come again and again: five fields of cron, in a time zone such as Europe/Berlin. */
export interface Schedule {
  readonly cron: string;
  readonly zone: string;
}

const shortestGapMs = 60 * 60_000;
/** Enough to see two times of every usual schedule close together. */
const looked = 30;

/** What is wrong with a schedule, as the end of "it …"; undefined when nothing is. Pure. */
export function scheduleFault({ cron, zone }: Schedule): string | undefined {
  if (!isZone(zone)) return `names no time zone: ${zone}; write UTC or Europe/Berlin`;
  if (cron.trim().split(/\s+/).length !== 5)
    return 'has five fields: minute, hour, day, month, weekday, such as 0 8 * * 1-5';
  // The parser draws a time of its own for it, another one each time.
  if (/(?:^|[\s,/-])H/i.test(cron)) return 'may not hold H: name the minute and the hour';
  try {
    const times = CronExpressionParser.parse(cron, { tz: zone, currentDate: new Date(0) });
    let before = times.next().getTime();
    for (let at = 0; at < looked; at += 1) {
      const next = times.next().getTime();
      if (next - before < shortestGapMs) return 'comes more often than once an hour';
      before = next;
    }
    return undefined;
  } catch {
    return 'is no cron schedule; write one such as 0 8 * * 1-5';
  }
}

/** The last moment up to now at which it was due, ISO 8601. @throws Error for a schedule with a fault. Pure. */
export function lastDue({ cron, zone }: Schedule, now: Date): string {
  // Strictly before what is asked, so that the moment itself counts.
  const asked = new Date(now.getTime() + 1);
  const due = CronExpressionParser.parse(cron, { tz: zone, currentDate: asked }).prev();
  return new Date(due.getTime()).toISOString();
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
