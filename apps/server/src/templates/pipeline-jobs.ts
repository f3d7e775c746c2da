import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

const WorkflowJobs = z.object({
  jobs: z.record(
    z.string(),
    z.object({ needs: z.union([z.string(), z.array(z.string())]).default([]) }),
  ),
});

/** The jobs of a workflow file, as far as a preview shows them; none for what is not one. */
export function pipelineJobsOf(content: Uint8Array | undefined): { id: string; needs: string[] }[] {
  if (content === undefined) return [];
  const parsed = WorkflowJobs.safeParse(parseYaml(Buffer.from(content).toString('utf8')));
  if (!parsed.success) return [];
  return Object.entries(parsed.data.jobs).map(([id, { needs }]) => ({
    id,
    needs: typeof needs === 'string' ? [needs] : needs,
  }));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}
