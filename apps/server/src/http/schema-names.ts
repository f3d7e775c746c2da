import { z } from 'zod';
import * as audit from '../audit/schema.ts';
import * as deployments from '../deployments/schema.ts';
import * as environments from '../environments/schema.ts';
import * as identity from '../identity/schema.ts';
import * as observability from '../observability/schema.ts';
import * as pipelines from '../pipelines/schema.ts';
import * as platform from '../platform/schema.ts';
import * as projects from '../projects/schema.ts';
import * as teams from '../teams/schema.ts';
import * as templates from '../templates/schema.ts';
import * as timeline from '../timeline/schema.ts';
import { Problem } from './problem.ts';

/** Gives every exported object schema its name in the OpenAPI document: that of its export. */
export function nameSchemas(): void {
  const modules = [
    audit,
    deployments,
    environments,
    identity,
    observability,
    pipelines,
    platform,
    projects,
    teams,
    templates,
    timeline,
    { Problem },
  ];
  for (const module of modules) {
    for (const [id, schema] of Object.entries(module)) {
      // Query schemas are spread into parameters, and never referred to.
      if (!(schema instanceof z.ZodObject) || /(?:Query|Params)$/.test(id)) continue;
      if (!z.globalRegistry.has(schema)) z.globalRegistry.add(schema, { id });
    }
  }
}
