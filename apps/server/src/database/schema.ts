import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { PipelineJob } from '../pipelines/schema.ts';
import type { Failure, StepState, TimelineKind, TimelineState } from '../timeline/schema.ts';
import type { TeamRole } from '../teams/schema.ts';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type OptionalTimestamp = ColumnType<
  Date | null,
  Date | string | null | undefined,
  Date | string | null
>;

interface TeamTable {
  id: string;
  name: string;
  description: string;
  created_at: Timestamp;
}

interface TeamMemberTable {
  team_id: string;
  user_id: string;
  role: TeamRole;
}

interface ProjectTable {
  id: string;
  name: string;
  team_id: string;
  description: string;
  template: string;
  variables: JSONColumnType<Record<string, string>>;
  state: 'provisioning' | 'live' | 'failed' | 'deleting';
  created_at: Timestamp;
  created_by: string;
}

interface TimelineTable {
  id: string;
  kind: TimelineKind;
  state: TimelineState;
  project_id: string;
  project: string;
  team: string;
  title: string;
  started_at: Timestamp;
  finished_at: OptionalTimestamp;
  url: string | null;
}

interface TimelineStepTable {
  timeline_id: string;
  key: string;
  ordinal: number;
  title: string;
  state: StepState;
  started_at: OptionalTimestamp;
  finished_at: OptionalTimestamp;
  message: string | null;
  failure: ColumnType<Failure | null, string | null, string | null>;
  log: ColumnType<{ runId: string; job: string } | null, string | null, string | null>;
}

interface EventTable {
  id: Generated<string>;
  at: Generated<Date>;
  timeline_id: string | null;
  project: string;
  team: string;
  type: string;
  data: JSONColumnType<Record<string, unknown>>;
}

interface PipelineRunTable {
  id: string;
  project_id: string;
  number: number;
  commit: string;
  before: string | null;
  ref: string;
  pusher: string;
  attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | null;
  created_at: Timestamp;
  started_at: OptionalTimestamp;
  finished_at: OptionalTimestamp;
  timeline_id: string;
  jobs: JSONColumnType<PipelineJob[]>;
  failure: ColumnType<Failure | null, string | null, string | null>;
}

interface ReleaseTable {
  id: string;
  project_id: string;
  run_id: string;
  commit: string;
  chart_commit: string;
  image: string;
  digest: string;
  message: string;
  created_at: Timestamp;
}

interface DeploymentTable {
  id: string;
  project_id: string;
  environment: string;
  release_id: string;
  state: 'running' | 'live' | 'failed' | 'superseded';
  timeline_id: string;
  gitops_commit: string | null;
  started_at: Timestamp;
  finished_at: OptionalTimestamp;
  deployed_by: string;
}

interface GitRefTable {
  repository: string;
  ref: string;
  commit: string;
}

interface AuditTable {
  id: Generated<string>;
  at: Generated<Date>;
  actor: string;
  action: string;
  resource: string;
  outcome: 'allowed' | 'denied' | 'failed';
  detail: JSONColumnType<Record<string, unknown>>;
  address: string | null;
  request_id: string | null;
}

interface SettingTable {
  key: string;
  value: JSONColumnType<Record<string, unknown>>;
}

interface IdempotencyTable {
  key: string;
  user_id: string;
  route: string;
  fingerprint: string;
  status: number | null;
  body: ColumnType<unknown, string | null, string | null>;
  created_at: Generated<Date>;
}

/** The tables of schema `app`, as Kysely sees them. */
export interface Database {
  teams: TeamTable;
  team_members: TeamMemberTable;
  projects: ProjectTable;
  timelines: TimelineTable;
  timeline_steps: TimelineStepTable;
  events: EventTable;
  pipeline_runs: PipelineRunTable;
  releases: ReleaseTable;
  deployments: DeploymentTable;
  git_refs: GitRefTable;
  audit_log: AuditTable;
  settings: SettingTable;
  idempotency_keys: IdempotencyTable;
}
