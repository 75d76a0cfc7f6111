import { beforeEach, describe, expect, it } from 'vitest';
import { checkProposedSettings } from '../../src/app/proposed-settings.ts';
import { renderGitHub } from '../../src/trackers/github/markdown.ts';
import { findAlive, nodesOf, readMarkdown } from '../support/github-reading.ts';
import { silentTracker } from '../support/silent-tracker.ts';

const ticket = { tracker: 'github', project: 'acme/shop', key: '12', installation: 42 } as const;
const good = 'local:\n  command: [npm, test]\n  timeout: 10m\n';
const bad = good.replace('timeout', 'timeut');

/** A pull request that is pushed to, and what is written on it. */
let comments: string[];
let asked: string[];
let pull: { text: string | undefined; edits: boolean; head: string };
let posts: Map<string, { commentId: string; bodyHash: string; at: string } | undefined>;

beforeEach(() => {
  comments = [];
  asked = [];
  posts = new Map();
  pull = { text: undefined, edits: true, head: '1' };
});

async function push(text: string | undefined, changes: Partial<typeof pull> = {}): Promise<void> {
  const commit = String(Number(pull.head) + 1).padStart(40, '0');
  pull = { ...pull, text, head: commit, ...changes };
  await checkProposedSettings({ ticket, commit }, desk);
}

const topicOf = ({ topic }: { topic: { kind: string; id: string } }): string => `${topic.kind} ${topic.id}`;
const postOf = (key: Parameters<typeof topicOf>[0]) => {
  const comment = posts.get(topicOf(key));
  const base = { topic: { kind: 'settings', id: '' } as const, claimedAt: '2026-01-01T00:00:00.000Z' };
  return comment === undefined ? base : { ...base, comment };
};
const desk: Parameters<typeof checkProposedSettings>[1] = {
  now: () => new Date('2026-01-01T00:00:00Z'),
  store: {
    turns: { take: async (_, work) => work() },
    posts: {
      get: async (key) => (posts.has(topicOf(key)) ? postOf(key) : undefined),
      async claim(key) {
        const isNew = !posts.has(topicOf(key));
        if (isNew) posts.set(topicOf(key), undefined);
        return { post: postOf(key), isNew };
      },
      posted: async (key, comment) => void posts.set(topicOf(key), comment),
      of: async () => [],
      minimised: async () => {},
    },
  },
  tracker: {
    ...silentTracker,
    async post(_, document) {
      comments.push(renderGitHub(document));
      return { commentId: String(comments.length - 1) };
    },
    async edit(_, id, document) {
      comments[Number(id)] = renderGitHub(document);
    },
  },
  files: {
    async read() {
      asked.push('read');
      return pull.text;
    },
    async edits() {
      asked.push('edits');
      return pull.edits;
    },
    head: async () => pull.head,
  },
};

describe('settings in the pull request that edits them', () => {
  it('are told of their bad lines in one comment, and that they are mended', async () => {
    await push(bad);
    await expect(`${comments[0]}\n`).toMatchFileSnapshot('golden/settings-bad.md');
    await push(bad.replace('10m', 'soon'));
    expect(comments).toHaveLength(1);
    await push(good);
    expect(comments).toHaveLength(1);
    await expect(`${comments[0]}\n`).toMatchFileSnapshot('golden/settings-mended.md');
    await push(bad);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain("they can't be used");
  });

  it('are not spoken of where they were right from the start, are none, or are not what is changed', async () => {
    await push(good);
    await push(undefined);
    expect(asked).toEqual(['read', 'read']);
    await push(bad, { edits: false });
    expect(comments).toEqual([]);
  });

  it('that a newer push has replaced are not judged any more', async () => {
    await push(bad, { head: 'f'.repeat(40) });
    expect(comments).toEqual([]);
  });

  it('can make nothing act: no mention, no command, no fence that ends', async () => {
    await push('local: 1\n"```\\n/retrial cancel all @octocat <img src=x>": 2\n# ```\n');
    const [comment = ''] = comments;
    expect(comment).not.toMatch(/^\/retrial/m);
    const read = readMarkdown(comment);
    expect(findAlive(read)).toEqual([]);
    expect(nodesOf(read).filter(({ node }) => node.type === 'html')).toHaveLength(1);
    expect(nodesOf(read).filter(({ node }) => node.type === 'code')).toHaveLength(1);
  });
});
