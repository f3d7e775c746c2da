import { describe, expect, it } from 'vitest';

import { GitFailed } from './errors.ts';
import { createGit, type GitCall } from './git.ts';
import { gitEnvironment } from './git-environment.ts';
import { gitConfiguration } from './git-settings.ts';

const environment = gitEnvironment({
  path: process.env['PATH'] ?? '',
  home: '/nonexistent',
  configFile: '/dev/null',
});

async function failureOf(call: GitCall, program = 'git'): Promise<GitFailed> {
  const error: unknown = await createGit(
    program,
    environment,
  )(call).catch((error: unknown) => error);
  if (error instanceof GitFailed) return error;
  throw new Error('git did not fail');
}

describe('git', () => {
  it('answers with what it printed', async () => {
    const git = createGit('git', environment);
    const { stdout } = await git({ args: ['hash-object', '--stdin'], stdin: 'hello\n' });
    expect(stdout.toString('utf8')).toBe('ce013625030ba8dba906f756967f9e9ca394464a\n');
  });

  it('fails with the last lines of its complaint, on one line', async () => {
    const error = await failureOf({
      args: ['rev-parse', '--verify', 'HEAD'],
      gitDirectory: '/none',
    });
    expect(error).toMatchObject({ code: 'git-failed', fault: 'system' });
    expect(error.message).toMatch(/^git rev-parse failed \(exit 128\): fatal: /);
    const long = new GitFailed(
      'x',
      'failed',
      Array.from({ length: 9 }, (_, i) => `l${i}\u001b`).join('\n'),
    );
    expect(long.stderr).toBe('l4 | l5 | l6 | l7 | l8');
  });

  it('is stopped when it takes too long or prints too much', async () => {
    const slow = await failureOf({ args: ['-c', 'alias.x=!sleep 20', 'x'], timeoutMs: 50 });
    expect(slow.message).toContain('took longer than 50 ms');
    const loud = await failureOf({ args: ['help', '--all'], maxOutputBytes: 10 });
    expect(loud.message).toContain('printed more than 10 bytes');
  });

  it('says so when the program is not there', async () => {
    expect((await failureOf({ args: ['version'] }, 'no-such-git')).message).toContain('ENOENT');
  });

  it('sees nothing of the environment around it', () => {
    expect(
      Object.keys(environment)
        .filter((name) => !name.startsWith('GIT_'))
        .sort(),
    ).toEqual(['HOME', 'LC_ALL', 'PATH', 'TZ', 'XDG_CONFIG_HOME']);
  });
});

describe('gitConfiguration', () => {
  it('says what was asked for, and quotes the folder', () => {
    const text = gitConfiguration({ denyDeletes: true, maxPushBytes: 5 }, '/a "b"');
    for (const line of ['denyDeletes = true', 'denyNonFastForwards = false', 'maxInputSize = 5']) {
      expect(text).toContain(`\t${line}\n`);
    }
    expect(text).toContain('hooksPath = "/a \\"b\\""\n');
  });
});
