import { z } from 'zod';
import { FairwayError } from '../../errors/fairway-error.ts';
import type { ReleaseRecord } from './port.ts';

const Release = z.object({
  image: z.string().regex(/^[a-z0-9][a-z0-9.:/_-]{0,250}$/),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  chartCommit: z.string().regex(/^[0-9a-f]{40}$/),
});

/**
 * Reads `release.json`, which a tenant's pipeline wrote: it may name an image of its own repository
 * only, at a digest.
 *
 * @throws FairwayError `pipeline-failed` that says what is wrong with it.
 */
export function parseReleaseRecord(text: string, run: { repository: string }): ReleaseRecord {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid('it is not JSON', error);
  }
  const parsed = Release.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`"${issue?.path.join('.')}" is wrong: ${issue?.message}`, parsed.error);
  }
  const repository = parsed.data.image.slice(parsed.data.image.indexOf('/') + 1);
  if (repository !== run.repository) {
    throw invalid(`it names the image ${repository}, not ${run.repository}`, undefined);
  }
  return parsed.data;
}

function invalid(why: string, cause: unknown): FairwayError {
  return new FairwayError('pipeline-failed', {
    message: `The release record (release.json of artifact "fairway-release") is not valid: ${why}.`,
    remedy: 'Compare the last job of the workflow with that of the template.',
    cause,
  });
}
