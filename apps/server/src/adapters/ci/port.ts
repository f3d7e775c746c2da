import type { Annotation, PipelineJob } from '../../pipelines/schema.ts';
import type { z } from 'zod';

/** One pipeline run to execute. */
export interface PipelineRequest {
  runId: string;
  number: number;
  attempt: number;
  team: string;
  project: string;
  repository: string;
  commit: string;
  ref: string;
  before: string | null;
  pusher: string;
}

/** What a pipeline run tells while it goes on. */
export type PipelineEvent =
  | { type: 'jobs'; jobs: PipelineJob[] }
  | { type: 'image'; state: 'running' | 'succeeded' | 'failed'; message: string }
  | { type: 'log'; job: string; line: string };

/** What the last job published: `release.json` of the artifact `fairway-release`. */
export interface ReleaseRecord {
  image: string;
  digest: string;
  chartCommit: string;
}

/** How a pipeline run ended. */
export interface PipelineResult {
  conclusion: 'success' | 'failure' | 'cancelled';
  release: ReleaseRecord | undefined;
  /** Why it failed, for people; the first error that a job reported. */
  failure: { message: string; annotation: z.infer<typeof Annotation> | undefined } | undefined;
}

/** The CI system. */
export interface CiPort {
  /** The jobs of a workflow file, before anything runs. */
  plan(
    repository: string,
    commit: string,
  ): Promise<{ id: string; name: string; needs: string[] }[]>;
  run(
    request: PipelineRequest,
    onEvent: (event: PipelineEvent) => void,
    signal: AbortSignal,
  ): Promise<PipelineResult>;
  /** Ends what runs of an earlier process left behind. */
  cleanUp(): Promise<void>;
  /** Removes what is kept of a project's runs. */
  forget(project: string): Promise<void>;
}
