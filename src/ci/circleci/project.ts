import { UserError } from '../../model/errors.ts';

/** Who asks for a project, and what the server's operator allows beside its own. */
export interface ProjectClaim {
  /** As the repository's settings name it; absent when they do not. */
  readonly named: string | undefined;
  /** `owner/name` of the repository the settings stand in. */
  readonly repository: string | undefined;
  /** The value of CIRCLECI_PROJECTS. */
  readonly allowed: string | undefined;
}

/**
 * The CircleCI project of a repository. The server's token may reach more projects than a repository's own settings
 * should: others must be allowed by the operator.
 * @throws UserError E-CI when there is none, or when it is not allowed.
 */
export function projectFor({ named, repository, allowed = '' }: ProjectClaim): string {
  const own = repository === undefined ? undefined : `gh/${repository}`;
  const slug = named ?? own;
  if (slug === undefined)
    throw new UserError('E-CI', 'Which project is it on CircleCI? Say so under `circleci: project:`.');
  const known = [...allowed.split(',').map((one) => one.trim()), ...(own === undefined ? [] : [own])];
  if (known.some((one) => normal(one) === normal(slug))) return slug;
  throw new UserError(
    'E-CI',
    `This server may not build the CircleCI project \`${slug}\` for ${repository ?? 'this repository'}. Its operator can add it to CIRCLECI_PROJECTS.`,
  );
}

/** Not a server of one's own. */
export function isPublic(api: string): boolean {
  return new URL(api).hostname === 'circleci.com';
}

/** Where people see a pipeline; undefined for a server of one's own, which has its pages elsewhere. */
export function pageOf(api: string, slug: string, number: number): string | undefined {
  if (number === 0 || !isPublic(api)) return undefined;
  const [provider = '', ...rest] = slug.split('/').map(encodeURIComponent);
  const long: Readonly<Record<string, string>> = { gh: 'github', bb: 'bitbucket' };
  return `https://app.circleci.com/pipelines/${[long[provider] ?? provider, ...rest].join('/')}/${number}`;
}

/** CircleCI writes GitHub's projects in two ways. */
function normal(slug: string): string {
  return slug.toLowerCase().replace(/^github\//, 'gh/');
}
