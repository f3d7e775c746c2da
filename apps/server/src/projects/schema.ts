import { z } from 'zod';
import { Timeline } from '../timeline/schema.ts';
import { EnvironmentSummary } from '../environments/schema.ts';

/** The grammar of a project's name in paths; the whole rule is `projectNameProblem`. */
export const ProjectName = z.string().min(1).max(63);

export const ProjectState = z.enum(['provisioning', 'live', 'failed', 'deleting', 'archived']);

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  team: z.string(),
  description: z.string(),
  template: z.string(),
  state: ProjectState,
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  repositoryUrl: z.string().describe('Clone URL of the project repository'),
  environments: z.array(EnvironmentSummary),
  latestTimelineId: z.string().nullable().describe('The newest timeline of the project'),
});
export type Project = z.infer<typeof Project>;

export const ProjectList = z.object({
  items: z.array(Project),
  nextCursor: z.string().nullable(),
});

export const CreateProject = z.object({
  name: z
    .string()
    .min(1)
    .max(200)
    .describe('DNS label of at most 40 characters, unique on the platform'),
  team: z.string().min(1).max(63).describe('The team that owns the project'),
  template: z.string().min(1).max(63),
  description: z.string().max(500).default(''),
  variables: z
    .record(z.string().max(63), z.string().max(1_000))
    .default({})
    .describe("The template's own variables"),
});
export type CreateProject = z.infer<typeof CreateProject>;

export const CreatedProject = z.object({ project: Project, timeline: Timeline });

export const NameCheck = z.object({
  name: z.string(),
  available: z.boolean(),
  reason: z.string().nullable(),
});

export const DeleteProjectQuery = z.object({
  archive: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Keep the repository and the images in the archive instead of deleting them'),
});

export const DeletedProject = z.object({ timeline: Timeline });
