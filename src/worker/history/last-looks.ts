import { z } from 'zod';
import type { Store } from '../../store/store.ts';

/** What it takes to know when lists were looked at. */
interface Looking {
  readonly store: Pick<Store, 'cursors'>;
  readonly now: () => Date;
}

/** Times in milliseconds. Services that tell of ends are still asked so often: what they tell may get lost. */
const listEvery = 600_000;
/** However often a service tells, its list is asked no sooner again. */
const listLeast = 30_000;

const place = z.object({ at: z.string() });
/** When a repository's builds were last looked for at all, and when on each service that it named then. */
const lookedFor = place.extend({ services: z.record(z.string(), z.string()).default({}) });

/** Some service told of an end that was none of ours: its list is worth a look, of one repository or of all. */
export async function hearOfEnd(
  service: string,
  { store, now }: Looking,
  repository?: string,
): Promise<void> {
  const at = now().toISOString();
  await store.cursors.put(endedCursor(service, repository), { at }, at);
}

/**
 * Whether some service named at the last look is to be asked; where none was, whether the settings may name one by now.
 */
export async function isListDue(repository: string, { store, now }: Looking): Promise<boolean> {
  const { at, services } = await lastLook(repository, store);
  if (Object.keys(services).length === 0) return now().getTime() - msOf(at) >= listEvery;
  for (const [name, listed] of Object.entries(services))
    if (await isServiceDue(name, { repository, listed: msOf(listed) }, { store, now })) return true;
  return false;
}

/** Whether a service is to be asked for a repository's builds; it was last at a time in milliseconds since 1970. */
export async function isServiceDue(
  service: string,
  { repository, listed }: { readonly repository: string; readonly listed: number },
  { store, now }: Looking,
): Promise<boolean> {
  const age = now().getTime() - listed;
  if (age < listLeast || age >= listEvery) return age >= listEvery;
  const anywhere = await timeAt(endedCursor(service), store);
  return anywhere > listed || (await timeAt(endedCursor(service, repository), store)) > listed;
}

function endedCursor(service: string, repository?: string): string {
  const of = repository === undefined ? '' : ` of ${repository.toLowerCase()}`;
  return `ordinary builds ended on ${service}${of}`;
}

/** The cursor of a repository's last look; what a service was listed to stands in one of its own below it. */
export function listedCursor(repository: string): string {
  return `ordinary builds ${repository.toLowerCase()}`;
}

/** When a repository was last looked at, and when each service that it named then. */
export async function lastLook(
  repository: string,
  { cursors }: Pick<Store, 'cursors'>,
): Promise<{ readonly at?: string; readonly services: Readonly<Record<string, string>> }> {
  return lookedFor.safeParse(await cursors.get(listedCursor(repository))).data ?? { services: {} };
}

/** Milliseconds since 1970; 0 before the first time. */
export async function timeAt(cursor: string, { cursors }: Pick<Store, 'cursors'>): Promise<number> {
  return msOf(place.safeParse(await cursors.get(cursor)).data?.at);
}

/** The same of a time as it is kept. */
export function msOf(at: string | undefined): number {
  return at === undefined ? 0 : Date.parse(at);
}
