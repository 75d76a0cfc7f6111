import { uses } from '../remote/parameters.ts';
import type { BatchProgress, BatchRequest } from '../service.ts';
import type { JenkinsBuild } from './answers.ts';
import type { StopWord } from './api.ts';
import type { JenkinsSettings } from './settings.ts';

/** What a build's end means when its own command cannot be blamed for what is missing. */
const losses = new Map([
  // Jenkins tells a person's stop from a `timeout` step in the log alone.
  ['ABORTED', 'cancelled on Jenkins, or ended there by a time limit'],
  ['NOT_BUILT', 'Jenkins did not run the build'],
]);

/** Why what a build owed did not come; undefined when its command itself ended. */
export function lossOf(result: string): string | undefined {
  return losses.get(result);
}

/** What a build that is over left behind, as far as it says whether anything ran. */
export interface Remains {
  readonly count: number;
  /** A report among its artifacts, or test results that Jenkins took out of one. */
  readonly hasResults: boolean;
}

/** Where a build stands; `remains` matters once it is over. */
export function progressOf(build: JenkinsBuild, { count, hasResults }: Remains): BatchProgress {
  const url = build.url === '' ? {} : { url: build.url };
  const { result } = build;
  if (result === undefined) return { state: 'running', finished: 0, ...url };
  if (result === 'ABORTED') return { state: 'cancelled', finished: count, ...url };
  if (!hasResults && (result === 'FAILURE' || result === 'NOT_BUILT'))
    return broken(`build ${build.number} ended with ${result} on Jenkins and left no test result`, url);
  return { state: 'finished', finished: count, ...url };
}

/** No further iteration can run. */
export function broken(what: string, url: { readonly url?: string } = {}): BatchProgress {
  return { state: 'broken', finished: 0, broken: { what, output: '' }, ...url };
}

/** What should have been built. */
export interface Asked {
  readonly request: Pick<BatchRequest, 'commit' | 'remote'>;
  readonly settings: Pick<JenkinsSettings, 'parameters' | 'commit'>;
  /** Whether something depends on what was built. */
  readonly hasResults: boolean;
}

/**
 * In words, that a build checked out another commit of the repository than was asked, or may have; undefined when it did
 * not, when the job is trusted, or when the git plugin tells nothing about the repository. Others, such as libraries of the pipeline, do not matter.
 */
export function builtOtherwise(
  build: JenkinsBuild,
  { request: { commit, remote }, settings, hasResults }: Asked,
): string | undefined {
  // A job that is handed a name and not the commit builds what the name means by then: the git plugin must say what.
  const isByName = !uses(settings.parameters, 'commit');
  if (commit === undefined || (settings.commit === 'trusted' && !isByName)) return undefined;
  const slug = remote?.fork ?? remote?.slug;
  const built = build.revisions.filter(
    ({ remotes }) => slug !== undefined && remotes.some((remote) => isOf(remote, slug)),
  );
  if (built.some((one) => one.commit === commit)) return undefined;
  const [first] = built;
  if (first === undefined)
    return isByName && hasResults
      ? `Jenkins does not tell which commit of ${slug ?? 'the repository'} it built: hand \`{commit}\` to the job`
      : undefined;
  const [was, asked] = [first.commit, commit].map((one) => one.slice(0, 9));
  const why = isByName ? 'the branch moved on' : 'the job must check out the commit it is handed';
  return `Jenkins built ${was ?? ''} instead of ${asked ?? ''}: ${why}`;
}

function isOf(remote: string, slug: string): boolean {
  const path = remote
    .toLowerCase()
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  return ['/', ':'].some((mark) => path.endsWith(`${mark}${slug.toLowerCase()}`));
}

/** How a build is told to end that has been told so for this long: Jenkins offers a firmer word some time after each. */
export function stopWordAfter(ms: number): StopWord {
  if (ms < 60_000) return 'stop';
  return ms < 180_000 ? 'term' : 'kill';
}
