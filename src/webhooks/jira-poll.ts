import { z } from 'zod';
import { JiraError } from '../jira/answer.ts';
import type { FoundIssues, Jira } from '../jira/jira.ts';
import type { ChangedIssue } from '../jira/shapes.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import type { Cursors } from '../store/cursors.ts';
import { catchUp, take, type CommentKeeping, type Unread } from './jira-comments.ts';

export interface JiraPoll extends CommentKeeping {
  readonly projects: readonly string[];
  /**
   * How far each look reaches back behind the last one, in milliseconds: Jira's index may know of a change that much
   * later. What comes again is known by its id.
   */
  readonly overlapMs: number;
  readonly cursors: Cursors;
  /** Tells that issues of a project have changed in any way. */
  readonly changed: (project: string) => Promise<void>;
}

/** Searches until nothing new turns up between their pages. */
const mostPasses = 5;

/** All times are by Jira's own clock, ISO 8601. */
const placeSchema = z.object({
  /** When it was first looked at: what was written before concerns nobody. */
  start: z.string(),
  /** When the last complete look began. */
  upTo: z.string(),
  /** The issues whose comments were read since, and their last change then. */
  seen: z.record(z.string(), z.string()),
  /** Projects that Jira did not show, and when the last complete look at each began. */
  behind: z.record(z.string(), z.string()).default({}),
  /** Issues whose comments could not be read for now, since when they are missing, and when that was found: the longest untried first. */
  unread: z.array(z.object({ issue: z.string(), since: z.string(), at: z.string() })).default([]),
});

type Place = z.output<typeof placeSchema>;

/** What was hidden for longer is heard from then on only: what comes again must still be known by its id. */
const longestBehindMs = 7 * 86_400_000;

/** Which comments a look is about. */
interface Window {
  readonly jql: string;
  readonly since: string;
  readonly seen: Map<string, string>;
  readonly now: string;
  readonly unread: Map<string, Unread>;
}

/**
 * Looks once for comments nobody has seen, and keeps each once; how many. The first look finds nothing: it only
 * notes where to begin. A look that breaks off keeps what it found, and the next one begins where it began.
 * @throws RetryableError, JiraError or ZodError as `Jira` does
 */
export async function pollJira(poll: JiraPoll): Promise<number> {
  const now = await poll.client.now();
  const left = placeSchema.safeParse(await poll.cursors.get(cursorOf(poll))).data;
  if (left === undefined) {
    await put(poll, { start: now, upTo: now, seen: {}, behind: {}, unread: [] });
    return 0;
  }
  const { found, place } = await caughtUp(left, poll, now);
  const looked = await look(poll, { place, now, hidden: [] }).catch(async (error: unknown) => {
    if (!(error instanceof JiraError) || error.status !== 400) throw error;
    const { shown, hidden } = await shownOf(poll, place, now);
    if (shown.length === 0) throw error;
    return look({ ...poll, projects: shown }, { place, now, hidden });
  });
  return found + looked;
}

/** Reads again the issues that could not be read, and leaves those of the place that still can't be. */
async function caughtUp(place: Place, poll: JiraPoll, now: string) {
  const unread = new Map(
    place.unread.flatMap(({ issue, since, at }): [string, Unread][] => {
      if (!poll.projects.includes(projectOf(issue))) return [];
      if (Date.parse(at) >= Date.parse(now) - longestBehindMs) return [[issue, { since, at }]];
      poll.log('the comments of an issue could not be read for a week: what was written there is left', {
        issue,
      });
      return [];
    }),
  );
  const found = await catchUp(unread, poll);
  return { found, place: { ...place, unread: listOf(unread) } };
}

const listOf = (unread: ReadonlyMap<string, Unread>): Place['unread'] =>
  [...unread].map(([issue, left]) => ({ issue, ...left }));

const projectOf = (issue: string): string => issue.slice(0, issue.lastIndexOf('-'));

/** From where a look begins, and which projects it has to do without. */
interface Begin {
  readonly place: Place;
  readonly now: string;
  readonly hidden: readonly string[];
}

const cursorOf = ({ site }: JiraPoll): string => `jira ${site}`;

const put = (poll: JiraPoll, place: Place): Promise<void> =>
  poll.cursors.put(cursorOf(poll), place, poll.now().toISOString());

/** One look from a place, whose end is noted. */
async function look(poll: JiraPoll, { place, now, hidden }: Begin): Promise<number> {
  const window = windowOf(poll, place, now);
  let found = 0;
  let isWhole = false;
  try {
    for (let pass = 0; pass < mostPasses && !isWhole; pass += 1) {
      const { fresh, pages } = await changed(poll.client, window);
      for (const issue of fresh) found += await take(issue, window, poll);
      await tell(fresh, poll);
      // What changes between two pages may move others from the one to the other, unseen.
      isWhole = pages === 1 || fresh.length === 0;
    }
  } finally {
    const upTo = isWhole ? now : place.upTo;
    const oldest = Date.parse(upTo) - 2 * poll.overlapMs;
    const kept = [...window.seen].filter(([, updatedAt]) => Date.parse(updatedAt) >= oldest);
    const left = Object.fromEntries(hidden.map((name) => [name, place.behind[name] ?? place.upTo]));
    const behind = isWhole ? left : { ...place.behind, ...left };
    const seen = Object.fromEntries(kept);
    await put(poll, { start: place.start, upTo, seen, behind, unread: listOf(window.unread) });
  }
  return found;
}

/**
 * The projects that Jira searches, asked one by one: it refuses a whole search that names one it does not have or does
 * not show, and the others must not fall silent with it.
 */
async function shownOf(poll: JiraPoll, place: Place, now: string) {
  const shown: string[] = [];
  const hidden: string[] = [];
  for (const project of poll.projects) {
    const { jql } = windowOf({ ...poll, projects: [project] }, place, now);
    const isShown = await poll.client.search(jql).then(
      () => true,
      (error: unknown) => {
        if (error instanceof JiraError && error.status === 400) return false;
        throw error;
      },
    );
    (isShown ? shown : hidden).push(project);
  }
  if (shown.length > 0 && hidden.length > 0)
    poll.log('Jira does not have these projects, or does not show them: nobody is heard there', { hidden });
  return { shown, hidden };
}

/** A search by minutes ago needs neither our clock nor the time zone that Jira reads times in. */
function windowOf(
  { projects, overlapMs }: JiraPoll,
  { start, upTo, seen, behind, unread }: Place,
  now: string,
): Window {
  const lastWhole = Math.min(...projects.map((project) => Date.parse(behind[project] ?? upTo)));
  const since = Math.max(lastWhole, Math.min(Date.parse(upTo), Date.parse(now) - longestBehindMs));
  const from = Math.min(since, Date.parse(now)) - overlapMs;
  const minutes = Math.ceil((Date.parse(now) - from) / 60_000) + 1;
  const names = projects.map((project) => `"${project}"`).join(', ');
  return {
    jql: `project in (${names}) AND updated >= "-${minutes}m" ORDER BY updated ASC, key ASC`,
    since: new Date(Math.max(Date.parse(start), from)).toISOString(),
    seen: new Map(Object.entries(seen)),
    now,
    unread: new Map(unread.map(({ issue, ...left }) => [issue, left])),
  };
}

/** The issues with a change that was not seen yet. */
async function changed(client: Jira, { jql, seen }: Window) {
  const fresh: ChangedIssue[] = [];
  let pages = 0;
  let page: FoundIssues | undefined;
  do {
    page = await client.search(jql, page?.next);
    pages += 1;
    fresh.push(...page.issues.filter(({ key, updatedAt }) => seen.get(key) !== updatedAt));
  } while (page.next !== undefined);
  return { fresh, pages };
}

/** Boards depend on more than comments. Who can't be told now looks by itself within a minute. */
async function tell(fresh: readonly ChangedIssue[], { changed: told, log }: JiraPoll): Promise<void> {
  for (const project of new Set(fresh.map(({ key }) => projectOf(key)))) {
    await told(project).catch((error: unknown) => {
      log('the boards of a project were not woken', { project, error: messageOf(error) });
    });
  }
}

/** Looks again and again, each time a while after the last: longer when Jira asks for it. */
export function startPolling(poll: JiraPoll, everyMs: number): { readonly close: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const look = async (): Promise<void> => {
    const waitMs = await pollJira(poll).then(
      () => everyMs,
      (error: unknown) => {
        poll.log('Jira was not read', { error: messageOf(error) });
        return Math.max(everyMs, error instanceof RetryableError ? (error.retryAfterMs ?? 0) : 0);
      },
    );
    if (isClosed) return;
    timer = setTimeout(() => {
      looking = look();
    }, waitMs);
  };
  let looking = look();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
