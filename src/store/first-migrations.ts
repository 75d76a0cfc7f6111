import type { Migration } from './migration.ts';

/** What the first version began with; each is as it was released. */
export const firstMigrations: readonly Migration[] = [
  {
    name: '0001-first-tables',
    sql: `
      create table retrial.delivery (
        id text primary key,
        tracker text not null,
        event text not null,
        payload text not null,
        received_at timestamptz not null,
        handled_at timestamptz
      );
      create index delivery_unhandled on retrial.delivery (received_at) where handled_at is null;
      create index delivery_handled on retrial.delivery (handled_at) where handled_at is not null;

      create table retrial.run (
        id text primary key,
        tracker text not null,
        project text not null,
        ticket text not null,
        comment_id text not null,
        line integer not null,
        stage text not null,
        state text not null,
        revision text not null,
        commit_id text,
        note text,
        created_at timestamptz not null,
        content json not null,
        settings json not null,
        cancel_by text,
        cancel_at timestamptz,
        sequence bigint generated always as identity,
        unique (tracker, comment_id, line)
      );
      create index run_of_ticket on retrial.run (tracker, project, ticket, created_at);
      create index run_unfinished on retrial.run (created_at) where stage <> 'done';

      create table retrial.batch (
        id text primary key,
        run_id text not null references retrial.run (id) on delete cascade,
        ref text,
        content json not null,
        sequence bigint generated always as identity
      );
      create index batch_of_run on retrial.batch (run_id);

      create table retrial.iteration (
        run_id text not null references retrial.run (id) on delete cascade,
        index integer not null,
        size integer not null,
        content json not null,
        primary key (run_id, index)
      );

      create table retrial.post (
        ticket text not null,
        kind text not null,
        topic_id text not null,
        claimed_at timestamptz not null,
        comment_id text,
        node_id text,
        body_hash text,
        posted_at timestamptz,
        minimised_at timestamptz,
        primary key (ticket, kind, topic_id)
      );

      create table retrial.evidence (
        run_id text not null references retrial.run (id) on delete cascade,
        iteration integer not null,
        name text not null,
        digest text not null,
        size integer not null,
        primary key (run_id, iteration, name)
      );`,
  },
  {
    name: '0002-questions',
    sql: `
      alter table retrial.run add column resolved json;
      alter table retrial.batch add column ended json;
      create index run_of_commit on retrial.run (tracker, project, commit_id);`,
  },
  {
    name: '0003-cursors',
    sql: `
      create table retrial.cursor (
        name text primary key,
        place json not null,
        moved_at timestamptz not null
      );`,
  },
  {
    name: '0004-history',
    sql: `
      create table retrial.history_test (
        number integer generated always as identity primary key,
        project text not null,
        name text not null,
        unique (project, name)
      );
      create table retrial.history_signature (
        project text not null,
        id text not null,
        title text not null,
        content json not null,
        primary key (project, id)
      );
      create table retrial.history_build (
        number integer generated always as identity primary key,
        project text not null,
        lane text not null,
        id text not null,
        branch text not null,
        commit_id text not null,
        at timestamptz not null,
        passes_known boolean not null,
        passed bytea not null,
        failed bytea not null,
        skipped bytea not null,
        unique (project, lane, id)
      );
      create index history_build_at on retrial.history_build (project, at);
      create table retrial.history_failure (
        build integer not null references retrial.history_build (number) on delete cascade,
        test integer not null references retrial.history_test (number),
        signature text not null,
        count integer not null,
        primary key (build, test, signature)
      );`,
  },
  {
    // No reference to the run: the ledger outlives what it names.
    name: '0005-ledger',
    sql: `
      create table retrial.ledger (
        number integer primary key,
        id text not null unique,
        release text,
        ticket text not null,
        run_id text,
        content text not null,
        previous text not null unique,
        hash text not null unique
      );
      create index ledger_release on retrial.ledger (release, number);
      create index ledger_ticket on retrial.ledger (ticket, number);
      create function retrial.refuse_rewriting() returns trigger language plpgsql as $refuse$
        begin
          raise exception 'the ledger is never rewritten';
        end
      $refuse$;
      create trigger ledger_rows before update or delete on retrial.ledger
        for each row execute function retrial.refuse_rewriting();
      create trigger ledger_whole before truncate on retrial.ledger
        for each statement execute function retrial.refuse_rewriting();`,
  },
  {
    name: '0006-charges',
    // Runs asked for lately are charged as they were asked, so that what is queued counts from the start.
    sql: `
      create table retrial.charge (
        tracker text not null,
        comment_id text not null,
        line integer not null,
        repository text not null,
        person text not null,
        ticket text not null,
        selector text not null,
        at timestamptz not null,
        iterations bigint not null,
        ms bigint not null,
        settled boolean not null,
        primary key (tracker, comment_id, line)
      );
      create index charge_at on retrial.charge (repository, at);
      insert into retrial.charge
        select tracker, comment_id, line, lower(coalesce(settings->>'slug', project)),
          tracker || ' ' || lower(content->>'requestedBy'), tracker || ':' || project || '#' || ticket,
          content->'selector'->>'text', created_at, (content->>'asked')::bigint, 0, state <> 'active'
        from retrial.run where created_at > now() - interval '14 days';`,
  },
  {
    name: '0007-woken-batches',
    sql: `
      alter table retrial.batch add column woken_at timestamptz;
      create index batch_under_way on retrial.batch (ref) where ended is null;`,
  },
  {
    name: '0008-permits',
    sql: `
      create table retrial.permit (
        tracker text not null,
        project text not null,
        ticket text not null,
        person text not null,
        login text not null,
        given_by text not null,
        given_at timestamptz not null,
        primary key (tracker, project, ticket, person)
      );`,
  },
];
