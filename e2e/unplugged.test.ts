import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { execute } from './_util.ts';

const script = fileURLToPath(new URL('./_unplugged.ts', import.meta.url));
/** A network namespace of its own, of which nothing but loopback is up (unshare(1), ip-link(8)). */
const unplugged = [
  ...(process.getuid?.() === 0 ? ['--net'] : ['--map-root-user', '--net']),
  'sh',
  '-c',
  'ip link set lo up && exec "$@"',
  'sh',
];

it('brings the first project LIVE with the network unplugged', async (context) => {
  const refused = await execute('unshare', [...unplugged, 'true']).catch((error: unknown) => ({
    code: 1,
    stderr: String(error),
  }));
  if (refused.code !== 0) context.skip(`no network namespace here: ${refused.stderr}`);

  const node = [process.execPath, '--conditions=fairway-source', '--import', 'tsx', script];
  const ran = await execute('unshare', [...unplugged, ...node], { timeoutMs: 280_000 });
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  const result = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '{}') as Result;
  expect(result.outside).toEqual([]);
  expect(result).toMatchObject({ state: 'live', failures: [] });
  expect(new Set(Object.values(result.steps))).toEqual(new Set(['succeeded']));
  expect(result.body).toContain('Hello from island!');
});

interface Result {
  outside: string[];
  state: string;
  steps: Record<string, string>;
  failures: unknown[];
  body: string;
}
