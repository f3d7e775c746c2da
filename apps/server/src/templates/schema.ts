import { z } from 'zod';

export const TemplateVariable = z.object({
  title: z.string(),
  name: z.string(),
  default: z.string(),
  choices: z.array(z.string()).nullable(),
});

export const Template = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  language: z.string(),
  tags: z.array(z.string()),
  variables: z.array(TemplateVariable),
});
export type Template = z.infer<typeof Template>;

export const TemplateList = z.object({ items: z.array(Template) });

export const TemplatePreviewRequest = z.object({
  name: z.string().max(200),
  team: z.string().max(63),
  description: z.string().max(500).default(''),
  variables: z.record(z.string().max(63), z.string().max(1_000)).default({}),
});

/** What Create will make, before it is pressed. */
export const TemplatePreview = z.object({
  files: z.array(z.object({ path: z.string(), size: z.number().int() })),
  pipelineJobs: z.array(z.object({ id: z.string(), needs: z.array(z.string()) })),
  repositoryUrl: z.string(),
  environments: z.array(z.object({ name: z.string(), namespace: z.string(), url: z.string() })),
});
