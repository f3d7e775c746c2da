import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { runFairway } from './_run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-usage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('wrong use', () => {
  it.each([
    { argv: [] },
    { argv: ['staus', 'shop'] },
    { argv: ['status'] },
    { argv: ['status', 'shop', '--colour'] },
    { argv: ['create', 'shop'] },
    { argv: ['create', 'shop', '--template', 'node-service', '--team'] },
    { argv: ['team'] },
    { argv: ['team', 'ad', 'web'] },
    { argv: ['logs', 'shop', '--tail', 'many'] },
    { argv: ['logs', 'shop', 'one', 'two'] },
    { argv: ['token', 'create', 'ci', '--days', '0'] },
    { argv: ['up', '--port', 'http'] },
    { argv: ['kube', 'serve', '--port', '70000'] },
  ])('$argv ends with 2 and a hint', async ({ argv }) => {
    const { code, out, err } = await runFairway(argv, { environment: { HOME: folder } });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  it('tells the nearest command', async () => {
    expect((await runFairway(['projcts'])).err).toContain('projects');
  });
});

describe('help', () => {
  it('is there for every command, with exit code 0', async () => {
    for (const { usage, about } of commands) {
      const words = usage.split(' ').filter((word) => !/^[<[]/.test(word));
      const { code, out } = await runFairway([...words, '--help']);
      expect({ code, usage }).toEqual({ code: 0, usage });
      expect(out.replaceAll(/\s+/g, ' ')).toContain(about);
    }
  });

  it('offers JSON of all but protocols', () => {
    const without = commands.filter(({ json }) => json === false).map(({ usage }) => usage);
    expect(without).toEqual([
      'git-credential get',
      'git-credential store',
      'git-credential erase',
      'helm template <chart> [name]',
    ]);
  });
});

describe('a server that is not there', () => {
  it('is told with what to do', async () => {
    const environment = { FAIRWAY_URL: 'http://127.0.0.1:1', FAIRWAY_TOKEN: 'fwy_x' };
    for (const argv of [['projects'], ['logs', 'shop']]) {
      const { code, err } = await runFairway(argv, { environment });
      expect(code).toBe(1);
      expect(err).toMatch(/^Fairway does not answer: .+\nCheck the address/);
    }
  });

  it('is told from one that is no Fairway', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Something else</h1>');
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const environment = { FAIRWAY_URL: `http://127.0.0.1:${port}`, FAIRWAY_TOKEN: 'fwy_x' };
    const { code, err } = await runFairway(['projects'], { environment });
    server.closeAllConnections();
    server.close();
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('What answers there is not Fairway.'),
    });
  });
});

describe('credentials', () => {
  it('need both variables or none', async () => {
    const { code, err } = await runFairway(['projects'], {
      environment: { FAIRWAY_URL: 'http://localhost:8080' },
    });
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('together') });
  });

  it('are not taken from a broken file', async () => {
    const file = join(folder, 'broken.json');
    await writeFile(file, '{"url":');
    const { code, err } = await runFairway(['projects'], {
      environment: { FAIRWAY_CREDENTIALS: file },
    });
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not a credentials file'),
    });
  });
});

describe('down', () => {
  it('says that nothing runs', async () => {
    const { code, out } = await runFairway(['down', '--data', folder]);
    expect({ code, out }).toEqual({ code: 0, out: `No Fairway runs on ${folder}.` });
  });
});
