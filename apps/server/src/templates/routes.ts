import { z } from 'zod';
import type { App } from '../http/app.ts';
import { environmentName } from '../gitops/names.ts';
import { templateVariables } from '../projects/template-variables.ts';
import type { Catalogue } from './catalogue.ts';
import { pipelineJobsOf } from './pipeline-jobs.ts';
import * as schema from './schema.ts';

const tags = ['Templates'];
const params = z.object({ template: z.string().max(63) });

/** The gallery, and what a template would make. */
export function templateRoutes(
  app: App,
  services: {
    catalogue: Catalogue;
    cloneUrl(repository: string): string;
    urlOf(project: string, environment: string): string;
  },
): void {
  const { catalogue } = services;
  app.get(
    '/api/v1/templates',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'listTemplates', response: { 200: schema.TemplateList } },
    },
    async () => ({ items: await catalogue.list() }),
  );
  app.get(
    '/api/v1/templates/:template',
    {
      config: { access: 'signed-in' },
      schema: { tags, operationId: 'getTemplate', params, response: { 200: schema.Template } },
    },
    (request) => catalogue.get(request.params.template),
  );
  app.post(
    '/api/v1/templates/:template/preview',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        operationId: 'previewTemplate',
        params,
        body: schema.TemplatePreviewRequest,
        response: { 200: schema.TemplatePreview },
      },
    },
    async (request) => {
      const { body } = request;
      const files = await catalogue.render(request.params.template, templateVariables(body));
      return {
        files: [...files]
          .map(([path, { content }]) => ({ path, size: content.length }))
          .sort((a, b) => (a.path < b.path ? -1 : 1)),
        pipelineJobs: pipelineJobsOf(files.get('.github/workflows/ci.yml')?.content),
        repositoryUrl: services.cloneUrl(`${body.team}/${body.name}`),
        environments: [
          {
            name: 'dev',
            namespace: environmentName(body.name, 'dev'),
            url: services.urlOf(body.name, 'dev'),
          },
        ],
      };
    },
  );
}
