import { type Kysely, type Migration, sql } from 'kysely';

/** The first tables of schema `app`. A migration that has been released is never edited. */
export const initial: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};

const statements = [
  `create table teams (
    id text primary key,
    name text not null unique,
    description text not null,
    created_at timestamptz not null
  )`,
  `create table team_members (
    team_id text not null references teams (id) on delete cascade,
    user_id text not null,
    role text not null check (role in ('owner', 'maintainer', 'developer', 'viewer')),
    primary key (team_id, user_id)
  )`,
  `create index team_members_by_user on team_members (user_id)`,
  `create table projects (
    id text primary key,
    name text not null unique,
    team_id text not null references teams (id),
    description text not null,
    template text not null,
    variables jsonb not null,
    state text not null check (state in ('provisioning', 'live', 'failed', 'deleting')),
    created_at timestamptz not null,
    created_by text not null
  )`,
  `create index projects_by_team on projects (team_id)`,
  // Timelines outlive their project: the record of a deletion is read after it.
  `create table timelines (
    id text primary key,
    kind text not null check (kind in ('provision', 'delivery', 'deletion')),
    state text not null check (state in ('running', 'live', 'failed', 'done', 'superseded')),
    project_id text not null,
    project text not null,
    team text not null,
    title text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    url text
  )`,
  `create index timelines_by_project on timelines (project_id, started_at desc)`,
  `create index timelines_by_start on timelines (started_at desc)`,
  `create table timeline_steps (
    timeline_id text not null references timelines (id) on delete cascade,
    key text not null,
    ordinal integer not null,
    title text not null,
    state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'skipped')),
    started_at timestamptz,
    finished_at timestamptz,
    message text,
    failure jsonb,
    log jsonb,
    primary key (timeline_id, key)
  )`,
  `create table events (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    timeline_id text,
    project text not null,
    team text not null,
    type text not null,
    data jsonb not null
  )`,
  `create index events_by_timeline on events (timeline_id, id)`,
  `create table pipeline_runs (
    id text primary key,
    project_id text not null references projects (id) on delete cascade,
    number integer not null,
    commit text not null,
    before text,
    ref text not null,
    pusher text not null,
    attempt integer not null,
    status text not null check (status in ('queued', 'in_progress', 'completed')),
    conclusion text check (conclusion in ('success', 'failure', 'cancelled')),
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    timeline_id text not null,
    jobs jsonb not null,
    failure jsonb,
    unique (project_id, ref, commit),
    unique (project_id, number)
  )`,
  `create table releases (
    id text primary key,
    project_id text not null references projects (id) on delete cascade,
    run_id text not null unique,
    commit text not null,
    chart_commit text not null,
    image text not null,
    digest text not null,
    message text not null,
    created_at timestamptz not null
  )`,
  `create table deployments (
    id text primary key,
    project_id text not null references projects (id) on delete cascade,
    environment text not null,
    release_id text not null references releases (id) on delete cascade,
    state text not null check (state in ('running', 'live', 'failed', 'superseded')),
    timeline_id text not null,
    gitops_commit text,
    started_at timestamptz not null,
    finished_at timestamptz,
    deployed_by text not null
  )`,
  `create index deployments_by_project on deployments (project_id, environment, started_at desc)`,
  `create table git_refs (
    repository text not null,
    ref text not null,
    commit text not null,
    primary key (repository, ref)
  )`,
  `create table audit_log (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    resource text not null,
    outcome text not null check (outcome in ('allowed', 'denied', 'failed')),
    detail jsonb not null,
    address text,
    request_id text
  )`,
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only';
    end
  $$`,
  `create trigger audit_log_append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_change()`,
  `create table settings (key text primary key, value jsonb not null)`,
  `create table idempotency_keys (
    key text not null,
    user_id text not null,
    route text not null,
    fingerprint text not null,
    status integer,
    body jsonb,
    created_at timestamptz not null default now(),
    primary key (user_id, key)
  )`,
];
