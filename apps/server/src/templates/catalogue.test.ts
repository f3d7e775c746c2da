import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCatalogue } from './catalogue.ts';
import { pipelineJobsOf } from './pipeline-jobs.ts';

const shipped = fileURLToPath(new URL('../../../../templates/', import.meta.url));
const variables = { project_name: 'shop', team: 'web', description: 'A shop' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-templates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A template of one file. */
async function template(name: string, about: string, content: string): Promise<void> {
  await mkdir(join(folder, name, '{{cookiecutter.project_name}}'), { recursive: true });
  await writeFile(
    join(folder, name, 'cookiecutter.json'),
    JSON.stringify({
      project_name: 'x',
      description: '',
      team: '',
      port: '8080',
      size: ['s', 'm'],
    }),
  );
  await writeFile(join(folder, name, 'template.yaml'), about);
  await writeFile(join(folder, name, '{{cookiecutter.project_name}}', 'file'), content);
}

describe('the templates that ship with Fairway', () => {
  it('load and render, each with a workflow, an image and a chart', async () => {
    const catalogue = createCatalogue(shipped);
    const templates = await catalogue.list();
    const folders = (await readdir(shipped, { withFileTypes: true })).filter((item) =>
      item.isDirectory(),
    );
    expect(templates.map(({ name }) => name)).toEqual(folders.map(({ name }) => name).sort());
    for (const { name, title, description } of templates) {
      expect([title, description].every((text) => text !== '')).toBe(true);
      const files = await catalogue.render(name, variables);
      expect([...files.keys()]).toEqual(
        expect.arrayContaining(['.github/workflows/ci.yml', 'Dockerfile', 'helm/Chart.yaml']),
      );
      const jobs = pipelineJobsOf(files.get('.github/workflows/ci.yml')?.content);
      expect(jobs.length).toBeGreaterThan(1);
    }
  });
});

describe('createCatalogue', () => {
  it('asks for what the form does not ask by itself', async () => {
    await template('one', 'title: One\ntags: a  b\n', '{{ cookiecutter.port }}');
    expect(await createCatalogue(folder).get('one')).toMatchObject({
      name: 'one',
      title: 'One',
      description: '',
      tags: ['a', 'b'],
      variables: [
        { name: 'port', default: '8080', choices: null },
        { name: 'size', default: 's', choices: ['s', 'm'] },
      ],
    });
  });

  it('names the templates that there are when it is asked for another one', async () => {
    await template('one', '', '');
    const catalogue = createCatalogue(folder);
    for (const name of ['two', '..', '']) {
      await expect(catalogue.get(name)).rejects.toMatchObject({
        code: 'not-found',
        remedy: expect.stringContaining('one'),
        fields: { template: expect.stringContaining(name) },
      });
    }
  });

  it('tells which variable is wrong', async () => {
    await template('one', '', '');
    await expect(
      createCatalogue(folder).render('one', { ...variables, size: 'xl' }),
    ).rejects.toMatchObject({
      code: 'render-failed',
      fields: { 'variables.size': expect.stringMatching(/\w/) },
    });
  });

  it('tells that a file of the template is wrong', async () => {
    await template('one', '', '{{ cookiecutter.missing }}');
    await expect(createCatalogue(folder).render('one', variables)).rejects.toMatchObject({
      code: 'render-failed',
      message: expect.stringContaining('"one"'),
      remedy: expect.stringContaining('file'),
    });
  });

  it('reads its folder again after it could not be read', async () => {
    const catalogue = createCatalogue(join(folder, 'later'));
    await expect(catalogue.list()).rejects.toThrow('ENOENT');
    await template('one', '', '');
    await cp(join(folder, 'one'), join(folder, 'later', 'one'), { recursive: true });
    expect(await catalogue.list()).toHaveLength(1);
  });
});

describe('pipelineJobsOf', () => {
  const jobsOf = (text: string) => pipelineJobsOf(Buffer.from(text));

  it('gives jobs with what they wait for', () => {
    expect(jobsOf('jobs: { a: {}, b: { needs: a }, c: { needs: [a, b] } }')).toEqual([
      { id: 'a', needs: [] },
      { id: 'b', needs: ['a'] },
      { id: 'c', needs: ['a', 'b'] },
    ]);
  });

  it.each(['', '{', 'a: [', 'jobs: 1', 'jobs: { a: 1 }', 'just text'])(
    'gives none for %j',
    (text) => {
      expect(jobsOf(text)).toEqual([]);
      expect(pipelineJobsOf(undefined)).toEqual([]);
    },
  );
});
