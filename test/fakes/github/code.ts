import { createHash } from 'node:crypto';
import * as shapes from './shapes.ts';
import { type Answer, type Call, repository, type RepositoryRoute } from './route.ts';

const notFound: Answer = { status: 404, body: { message: 'Not Found' } };
const refused = (message: string): Answer => ({ status: 422, body: { message } });

/** Branches, files on them, and pull requests of them. */
export const codeRoutes: readonly RepositoryRoute[] = [
  { method: 'GET', pattern: new RegExp(`${repository}/git/ref/(.+)$`), as: 'installation', answer: readRef },
  { method: 'GET', pattern: new RegExp(`${repository}/branches$`), as: 'installation', answer: listBranches },
  { method: 'POST', pattern: new RegExp(`${repository}/git/refs$`), as: 'installation', answer: createRef },
  {
    method: 'GET',
    pattern: new RegExp(`${repository}/contents/(.+)$`),
    as: 'installation',
    answer: readFile,
  },
  {
    method: 'PUT',
    pattern: new RegExp(`${repository}/contents/(.+)$`),
    as: 'installation',
    answer: writeFile,
  },
  { method: 'POST', pattern: new RegExp(`${repository}/pulls$`), as: 'installation', answer: openPull },
  {
    method: 'GET',
    pattern: new RegExp(`${repository}/pulls/(\\d+)/files$`),
    as: 'installation',
    answer: listPullFiles,
  },
];

/** The files of a branch or commit; `main` and a missing name are the default one. */
function filesOf({ state }: Call, name: string): Map<string, string> | undefined {
  return name === 'main' ? state.files : (state.branches.get(name) ?? state.trees.get(name));
}

/** The commit a branch is at: another one whenever its files are others. */
function headOf({ state }: Call, files: Map<string, string>): string {
  const sha = createHash('sha1')
    .update(JSON.stringify([...files]))
    .digest('hex');
  state.trees.set(sha, new Map(files));
  return sha;
}

function readRef(call: Call): Answer {
  const name = decodeURIComponent(call.parts[2] ?? '').replace(/^heads\//, '');
  const files = filesOf(call, name);
  if (files === undefined) return notFound;
  return {
    status: 200,
    body: { ref: `refs/heads/${name}`, object: { type: 'commit', sha: headOf(call, files) } },
  };
}

function listBranches({ state, query }: Call): Answer {
  const names = ['main', ...state.branches.keys()].toSorted();
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const shown = names.slice(from, from + size);
  return {
    status: 200,
    body: shown.map((name) => ({
      name,
      commit: { sha: 'd'.repeat(40), url: 'https://api.example.org/commit' },
      protected: false,
    })),
  };
}

function createRef(call: Call): Answer {
  const name = String(call.body['ref']).replace(/^refs\/heads\//, '');
  if (filesOf(call, name) !== undefined) return refused('Reference already exists');
  const sha = String(call.body['sha']);
  const tree = call.state.trees.get(sha);
  if (tree === undefined) return refused('Object does not exist');
  call.state.branches.set(name, new Map(tree));
  return { status: 201, body: { ref: `refs/heads/${name}`, object: { type: 'commit', sha } } };
}

function readFile(call: Call): Answer {
  const { state, base, parts, query } = call;
  const path = decodeURIComponent(parts[2] ?? '');
  const text = filesOf(call, query.get('ref') ?? 'main')?.get(path);
  return text === undefined ? notFound : { status: 200, body: shapes.file(base, state, path, text) };
}

function writeFile(call: Call): Answer {
  const { state, base, parts, body } = call;
  const path = decodeURIComponent(parts[2] ?? '');
  const files = filesOf(call, typeof body['branch'] === 'string' ? body['branch'] : 'main');
  const before = files?.get(path);
  if (files === undefined || before === undefined) return notFound;
  if (body['sha'] !== shapes.file(base, state, path, before).sha)
    return { status: 409, body: { message: `${path} does not match` } };
  const text = Buffer.from(String(body['content']), 'base64').toString('utf8');
  files.set(path, text);
  state.commits.push({ branch: String(body['branch']), path, message: String(body['message']) });
  return {
    status: 200,
    body: { content: shapes.file(base, state, path, text), commit: { sha: 'e'.repeat(40) } },
  };
}

function openPull(call: Call): Answer {
  const { state, base, body } = call;
  const head = String(body['head']);
  const isOpen = [...state.pulls.values()].some(({ ref }) => ref === head);
  if (isOpen || filesOf(call, head) === undefined) return refused('A pull request already exists');
  const number = 500 + state.pulls.size;
  const { owner, repo } = state;
  const title = String(body['title']);
  state.pulls.set(number, {
    ref: head,
    sha: 'e'.repeat(40),
    headRepo: `${owner}/${repo}`,
    title,
    body: String(body['body']),
  });
  return { status: 201, body: { number, title, html_url: `${base}/${owner}/${repo}/pull/${number}` } };
}

/** What its head has otherwise than the default branch; page by page. */
function listPullFiles(call: Call): Answer {
  const { state, base, parts, query } = call;
  const pull = state.pulls.get(Number(parts[2]));
  const files = pull === undefined ? undefined : filesOf(call, pull.sha);
  if (files === undefined) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const changed = [...files].filter(([path, text]) => state.files.get(path) !== text);
  const shown = changed.slice(from, from + size);
  return { status: 200, body: shown.map(([path, text]) => shapes.pullFile(base, state, { path, text })) };
}
