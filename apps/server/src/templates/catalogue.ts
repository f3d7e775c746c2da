import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadTemplate, renderTemplate, type RenderedFile } from '@fairway/cookiecutter';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Template } from './schema.ts';

/** The golden paths that a project can be made from. */
export interface Catalogue {
  list(): Promise<Template[]>;
  /** @throws FairwayError `not-found` */
  get(name: string): Promise<Template>;
  /** Every file of a project, by path. @throws FairwayError `not-found`, `render-failed` */
  render(
    name: string,
    variables: Record<string, string>,
  ): Promise<ReadonlyMap<string, RenderedFile>>;
}
