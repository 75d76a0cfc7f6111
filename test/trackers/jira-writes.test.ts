import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Jira } from '../../src/jira/jira.ts';
import { text } from '../../src/model/document.ts';
import type { TicketRef } from '../../src/model/ticket.ts';
import { jira, type JiraProject } from '../../src/trackers/jira.ts';
import { usualForm, type IssueForm } from '../../src/trackers/jira/issue-form.ts';
import { startFakeJira, type FakeJira } from '../fakes/jira/server.ts';
import { addIssue, newJira, type FakeIssue } from '../fakes/jira/state.ts';

const ticket: TicketRef = { tracker: 'jira', project: 'SHOP', key: 'SHOP-1' };
const open: FakeJira[] = [];
let fake: FakeJira;

beforeEach(async () => {
  fake = await startFakeJira(newJira());
  open.push(fake);
  fake.state.fields
    .set('customfield_12313825', 'Bug Category')
    .set('customfield_12313820', 'Severity')
    .set('customfield_12313420', 'Reviewers')
    .set('customfield_1', 'Platform')
    .set('customfield_2', 'platform');
});
afterAll(() => Promise.all(open.map((one) => one.close())));

function trackerWith(project: Partial<JiraProject>) {
  const holders = { roles: [], people: [] };
  return jira(new Jira({ url: fake.url, kind: 'data-center', token: 'secret' }), {
    of: () => ({ branch: 'trunk', run: holders, decide: holders, ...project }),
    readFile: async () => undefined,
  });
}

async function made(form: Partial<IssueForm>, from?: TicketRef): Promise<FakeIssue | undefined> {
  const document = {
    topic: { kind: 'decision' as const, id: 'f-1' },
    blocks: [{ kind: 'paragraph' as const, text: [text('why')] }],
  };
  const {
    ticket: { key },
  } = await trackerWith({ followUp: { ...usualForm, ...form } }).make(ticket, {
    title: 'Ignored test',
    document,
    labels: [],
    ...(from === undefined ? {} : { from }),
  });
  return fake.state.issues.find((one) => one.key === key);
}

describe('fields of a follow-up', () => {
  it('are named as people see them, in any case, or by their ids', async () => {
    const fields = { 'bug category': { value: 'Correctness' }, customfield_12313820: { value: 'Low' } };
    expect((await made({ fields }))?.fields).toMatchObject({
      customfield_12313825: { value: 'Correctness' },
      customfield_12313820: { value: 'Low' },
    });
    const asked = fake.state.requests.length;
    await made({});
    expect(fake.state.requests.slice(asked).some(({ path }) => path.endsWith('/field'))).toBe(false);
  });

  it.each([
    ['Bug Categry', 'no field called `Bug Categry`; did you mean `Bug Category`?'],
    ['Platform', 'several fields called `Platform`; name one by its id: `customfield_1`, `customfield_2`'],
    ['__proto__x', 'no field called `__proto__x`'],
  ])('that Jira does not know so are refused before anything is made: %s', async (name, words) => {
    const before = fake.state.issues.length;
    await expect(made({ fields: { [name]: 1 } })).rejects.toThrow(words);
    await expect(made({ copy: [name] }, ticket)).rejects.toThrow('the operator can set `followUp:`');
    expect(fake.state.issues.length).toBe(before);
  });

  it('are taken over from the ticket, as far as they hold anything', async () => {
    const [own] = fake.state.issues;
    const shown = { self: 'https://jira.example.org/x', id: '7', value: 'Correctness' };
    own!.fields = {
      customfield_12313825: {
        ...shown,
        child: { self: 'https://jira.example.org/y', id: '8', value: 'Test' },
      },
      customfield_12313820: null,
      customfield_12313420: [{ name: 'jane', key: 'JIRAUSER1', displayName: 'Jane' }],
      components: [{ self: 'https://jira.example.org/c', id: '3', name: 'Test/dtest/java' }],
    };
    const copy = ['Component/s', 'Bug Category', 'Severity', 'Reviewers'];
    const one = await made({ copy }, ticket);
    expect(one?.fields).toMatchObject({
      components: [{ id: '3' }],
      customfield_12313825: { id: '7', child: { id: '8' } },
      customfield_12313420: [{ name: 'jane' }],
    });
    expect(one?.fields).not.toHaveProperty('customfield_12313820');
    const told = await made({ copy, fields: { Severity: { value: 'Low' }, Reviewers: [] } }, ticket);
    expect(told?.fields).toMatchObject({ customfield_12313820: { value: 'Low' }, customfield_12313420: [] });
    const elsewhere = await made({ copy }, { ...ticket, project: 'TOYS', key: 'TOYS-1' });
    expect(elsewhere?.fields).not.toHaveProperty('components');
  });
});

describe('a follow-up as a sub-task', () => {
  it('is one of the ticket, and needs no link', async () => {
    const one = await made({ subTask: 'Sub-task' }, ticket);
    expect(one).toMatchObject({ type: 'Sub-task', parent: 'SHOP-1' });
    const key = one?.key ?? '';
    await trackerWith({}).relate(ticket, { ...ticket, key });
    await trackerWith({}).relate({ ...ticket, key }, ticket);
    expect(one?.related).toBeUndefined();
  });

  it('stands beside a ticket that is a sub-task itself', async () => {
    const sub = addIssue(fake.state, 'SHOP-2');
    sub.type = 'Sub-task';
    sub.parent = 'SHOP-1';
    expect(await made({ subTask: 'Sub-task' }, { ...ticket, key: 'SHOP-2' })).toMatchObject({
      parent: 'SHOP-1',
    });
  });

  it('is an issue like any other without a ticket of its project, or where nobody wants sub-tasks', async () => {
    const elsewhere = await made({ subTask: 'Sub-task' }, { ...ticket, project: 'TOYS', key: 'TOYS-1' });
    expect(elsewhere).toMatchObject({ type: 'Bug' });
    expect(elsewhere).not.toHaveProperty('parent');
    expect(await made({}, ticket)).not.toHaveProperty('parent');
  });
});

describe('the status after a decision', () => {
  beforeEach(() => {
    fake.state.workflow.push(
      { from: 'Open', name: 'Submit patch', to: 'Patch Available' },
      { from: 'Open', name: 'Ready', to: 'Ready to Commit' },
    );
  });

  const statusOf = () => fake.state.issues[0]?.status ?? 'Open';
  const changes = () => fake.state.requests.filter(({ method }) => method === 'POST').length;

  it('is set by whichever transition leads there, once', async () => {
    const tracker = trackerWith({ statusAfter: { accept: 'ready to commit' } });
    await tracker.setStatus?.(ticket, 'accept');
    expect(statusOf()).toBe('Ready to Commit');
    await tracker.setStatus?.(ticket, 'accept');
    expect(changes()).toBe(1);
  });

  it('is left alone where the operator names none', async () => {
    await trackerWith({ statusAfter: { accept: 'Ready to Commit' } }).setStatus?.(ticket, 'waive');
    await trackerWith({}).setStatus?.(ticket, 'accept');
    expect(fake.state.requests).toEqual([]);
  });

  it('says where the ticket can go when no transition leads there', async () => {
    await expect(
      trackerWith({ statusAfter: { waive: 'Resolved' } }).setStatus?.(ticket, 'waive'),
    ).rejects.toThrow(
      'from `Open` no transition leads to `Resolved`, only to `Patch Available`, `Ready to Commit`',
    );
    expect(statusOf()).toBe('Open');
  });
});
