import { describe, expect, it } from 'vitest';
import { deploySteps, scrapeStep } from '../deployments/deploy-steps.ts';
import { deletionSteps } from './deletion-steps.ts';
import { provisionSteps } from './provision-steps.ts';

const creation = [...provisionSteps, ...deploySteps, scrapeStep];
/** Steps that only look: nothing is left of them that would have to go. */
const withoutEffect = ['render', 'probes', 'scrape'];

describe('the creation of a project', () => {
  it.each(creation.map(({ key, undoneBy }) => [key, undoneBy]))(
    'step %s has an undo in the deletion',
    (key, undoneBy) => {
      if (withoutEffect.includes(key ?? '')) expect(undoneBy).toBeUndefined();
      else expect(deletionSteps.map((step) => step.key)).toContain(undoneBy);
    },
  );

  it('is undone as a whole: the project itself goes last', () => {
    expect(deletionSteps.at(-1)?.key).toBe('project');
  });
});
