import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { loadTemplate, renderTemplate } from '../src/index.ts';

const folder = join(import.meta.dirname, '../../../templates/node-service');
const variables = {
  project_name: 'hello-web',
  description: 'Says "hello" & more: ü',
  team: 'shop',
  port: '8081',
};

async function render(): Promise<Map<string, string>> {
  const template = await loadTemplate(folder);
  const rendered = renderTemplate({ template, variables });
  return new Map(
    [...rendered].map(([path, file]) => [path, Buffer.from(file.content).toString('utf8')]),
  );
}

describe('the node-service template', () => {
  it('makes the files of a project', async () => {
    expect([...(await render()).keys()].sort()).toEqual([
      '.dockerignore',
      '.github/workflows/ci.yml',
      '.gitignore',
      'Dockerfile',
      'README.md',
      'catalog-info.yaml',
      'helm/.helmignore',
      'helm/Chart.yaml',
      'helm/templates/_helpers.tpl',
      'helm/templates/deployment.yaml',
      'helm/templates/hpa.yaml',
      'helm/templates/ingress.yaml',
      'helm/templates/pdb.yaml',
      'helm/templates/service.yaml',
      'helm/templates/serviceaccount.yaml',
      'helm/values.schema.json',
      'helm/values.yaml',
      'package-lock.json',
      'package.json',
      'src/app.test.ts',
      'src/app.ts',
      'src/config.ts',
      'src/main.test.ts',
      'src/main.ts',
      'src/metrics.ts',
      'src/service.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
  });

  it('writes name, description, team and port where they belong', async () => {
    const files = await render();
    const text = (path: string): string => files.get(path) ?? '';
    expect(text('src/service.ts')).toContain("name = 'hello-web'");
    const description = /description = (".*");/.exec(text('src/service.ts'))?.[1] ?? '';
    expect(JSON.parse(description)).toBe(variables.description);
    expect(parse(text('helm/Chart.yaml'))).toMatchObject({
      name: 'hello-web',
      description: variables.description,
    });
    expect(parse(text('helm/values.yaml'))).toMatchObject({ containerPort: 8081 });
    expect(parse(text('catalog-info.yaml'))).toMatchObject({
      metadata: { name: 'hello-web', description: variables.description },
      spec: { owner: 'group:default/shop' },
    });
    expect(text('Dockerfile')).toContain('EXPOSE 8081');
    for (const [path, content] of files) expect(content, path).not.toContain('cookiecutter');
  });

  it('gives every project the same dependencies, so that their image layers are shared', async () => {
    const template = await loadTemplate(folder);
    const other = renderTemplate({ template, variables: { ...variables, project_name: 'other' } });
    const files = await render();
    for (const path of ['package.json', 'package-lock.json']) {
      expect(Buffer.from(other.get(path)?.content ?? []).toString('utf8')).toBe(files.get(path));
    }
  });

  it('keeps the expressions of GitHub and helm', async () => {
    const files = await render();
    const workflow: unknown = parse(files.get('.github/workflows/ci.yml') ?? '');
    expect(workflow).toMatchObject({
      env: { REGISTRY: "${{ vars.FAIRWAY_REGISTRY || 'ghcr.io' }}" },
      jobs: { test: {}, image: {}, release: { needs: ['test', 'image'] } },
    });
    expect(files.get('helm/templates/service.yaml')).toContain('{{ .Values.service.port }}');
  });
});
