import { firstMigrations } from './first-migrations.ts';
import type { Migration } from './migration.ts';

/** Forward only: a migration that was released is never changed, the next one corrects it. */
export const migrations: readonly Migration[] = [
  ...firstMigrations,
  {
    name: '0011-lanes',
    // One command may start a run in each of several lanes.
    sql: `
      alter table retrial.run add column lane text not null default '';
      alter table retrial.run drop constraint if exists run_tracker_comment_id_line_key;
      alter table retrial.run add constraint run_of_command unique (tracker, comment_id, line, lane);
      alter table retrial.charge add column lane text not null default '';
      alter table retrial.charge drop constraint charge_pkey;
      alter table retrial.charge add primary key (tracker, comment_id, line, lane);`,
  },
  {
    name: '0012-branches',
    sql: `
      create table retrial.branch (
        batch_id text primary key references retrial.batch (id) on delete cascade,
        run_id text not null,
        clone text not null,
        remote text not null,
        name text not null,
        commit_id text not null
      );
      create index branch_of_run on retrial.branch (run_id);`,
  },
  {
    name: '0014-additions',
    sql: `alter table retrial.run add column additions json not null default '[]';`,
  },
  {
    name: '0017-decision-orders',
    sql: `
      create table retrial.decision_order (
        id text primary key,
        content json not null,
        begun_at timestamptz not null
      );
      create index decision_order_begun on retrial.decision_order (begun_at);`,
  },
  {
    name: '0019-history-by-test',
    sql: `
      alter table retrial.history_build add column ms bigint;
      create index history_failure_test on retrial.history_failure (test, build);
      create index history_failure_signature on retrial.history_failure (signature, build);`,
  },
  {
    name: '0020-issue-links',
    sql: `
      create table retrial.issue_link (
        tracker text not null,
        project text not null,
        ticket text not null,
        repository text not null,
        kind text not null,
        target text not null,
        given_by text not null,
        given_at timestamptz not null,
        primary key (tracker, project, ticket, kind, target)
      );
      create index issue_link_repository on retrial.issue_link (repository, given_at);`,
  },
  {
    name: '0021-digests',
    sql: `
      create table retrial.digest (
        project text not null,
        name text not null,
        since timestamptz not null,
        is_on boolean not null,
        changed_by text,
        primary key (project, name)
      );
      create table retrial.digest_sent (
        project text not null,
        name text not null,
        due timestamptz not null,
        place text not null,
        leased_until timestamptz not null,
        sent_at timestamptz,
        primary key (project, name, due, place)
      );`,
  },
  {
    name: '0026-ordinary-builds',
    sql: `
      create table retrial.ordinary_build (
        repository text not null,
        service text not null,
        ref text not null,
        noted_at timestamptz not null,
        next_at timestamptz not null,
        tries integer not null,
        done_at timestamptz,
        primary key (repository, service, ref)
      );
      create index ordinary_build_waiting on retrial.ordinary_build (repository, next_at) where done_at is null;
      create index ordinary_build_done on retrial.ordinary_build (done_at);`,
  },
  {
    name: '0027-keeping',
    sql: `
      alter table retrial.run add column evidence_at timestamptz;
      alter table retrial.run add column evidence_gone_at timestamptz;
      update retrial.run set evidence_at = created_at where id in (select run_id from retrial.evidence);
      create index run_evidence on retrial.run (evidence_at) where stage = 'done' and evidence_at is not null;
      create index evidence_digest on retrial.evidence (digest);
      create index ledger_run on retrial.ledger (run_id) where run_id is not null;
      create index decision_order_run on retrial.decision_order ((content->'decision'->>'run'));
      create index charge_age on retrial.charge (at);`,
  },
  {
    name: '0028-expiry',
    sql: `alter table retrial.batch add column expires_at timestamptz;`,
  },
  {
    name: '0031-partial-builds',
    sql: `alter table retrial.history_build add column is_partial boolean not null default false;`,
  },
  {
    name: '0032-run-fault',
    sql: `alter table retrial.run add column fault jsonb;`,
  },
];
