import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Config } from '../../apps/server/src/config/config.ts';
import { loadConfig } from '../../apps/server/src/config/load-config.ts';
import { errorCodes } from '../../apps/server/src/errors/codes.ts';
import { configKeys, documentedKeys, type KeySchema } from './config-keys.ts';
import { linkProblems } from './link-problems.ts';
import { listDifferences } from './list-differences.ts';
import { manifestProblems } from './manifest-problems.ts';
import { referenceProblems } from './reference-problems.ts';
import { literalRule, textProblems, textRules } from './text-problems.ts';
import { trackedFiles } from './tracked-files.ts';
import { readReferences, readWorkspaces } from './workspaces.ts';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const files = trackedFiles(root);
const workspaces = readWorkspaces(root);

describe('workspaces', () => {
  it('refer to what they depend on', () => {
    expect(referenceProblems(workspaces)).toEqual([]);
  });

  it('are all built and checked by the root project', () => {
    const expected = [...workspaces.map(({ folder }) => folder), 'tsconfig/checks.json'];
    const problems = listDifferences(
      { name: 'tsconfig.json', items: readReferences(root, '.') ?? [] },
      { name: 'the list of workspaces', items: expected },
    );
    expect(problems).toEqual([]);
  });

  it('say what they are', () => {
    expect(workspaces.flatMap(manifestProblems)).toEqual([]);
  });
});

describe('tracked files', () => {
  it('hold nothing that a compiler made', () => {
    const stems = new Set(
      files
        .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
        .map((file) => file.replace(/\.tsx?$/, '')),
    );
    const made = files.filter((file) => {
      const stem = file.replace(/\.(?:d\.ts|js)(?:\.map)?$/, '');
      return stem !== file && stems.has(stem);
    });
    expect(made).toEqual([]);
  });

  it('say nothing of the machine that they were written on', () => {
    const rules = [...textRules, ...hostRules()];
    // Recorded fixtures and lockfiles have checks of their own, or come from elsewhere.
    const texts = files.filter(
      (file) => !/(?:^|\/)(?:fixtures|data)\/|package-lock\.json$/.test(file),
    );
    const problems = texts.flatMap((file) => {
      const text = read(file);
      return text.includes('\0') ? [] : textProblems(file, text, rules);
    });
    expect(problems).toEqual([]);
  });

  it('pin dependencies without the host they came from', () => {
    const locks = files.filter((file) => file.endsWith('package-lock.json'));
    const resolved = locks.flatMap(
      (file) => read(file).match(/"resolved": "[a-z+]+:\/\/[^"]*"/g) ?? [],
    );
    expect(locks).toContain('package-lock.json');
    expect(resolved).toEqual([]);
  });
});

describe('the manual', () => {
  const manual = files.filter(
    (file) => file.endsWith('.md') && !/(?:^|\/)fixtures\/|^templates\//.test(file),
  );

  it('has links that lead somewhere', () => {
    const targets = {
      exists: (path: string) => existsSync(join(root, path)),
      markdown: (path: string) => (path.endsWith('.md') ? read(path) : undefined),
    };
    expect(manual).toContain('README.md');
    expect(manual.flatMap((file) => linkProblems(file, read(file), targets))).toEqual([]);
  });

  it('names the commands that .ci/run runs', () => {
    expect(read('README.md')).toMatch(/^npm ci && npm start\b/m);
    expect(read('README.md')).toMatch(/^npm ci && npm test\b/m);
  });

  it('has an entry for every error code, and no other', () => {
    const headings = [...read('docs/errors.md').matchAll(/^## (.+)$/gm)].map(
      ([, code = '']) => code,
    );
    const problems = listDifferences(
      { name: 'docs/errors.md', items: headings },
      { name: 'codes.ts', items: Object.keys(errorCodes) },
    );
    expect(problems).toEqual([]);
  });

  it('has every configuration key with its variable and default, and no other', () => {
    const keys = configKeys(Config.toJSONSchema({ io: 'input' }) as KeySchema, Config.parse({}));
    const line = ({ path, variable, default: value }: (typeof keys)[number]): string =>
      `${path} | ${variable} | ${value}`;
    const problems = listDifferences(
      {
        name: 'docs/configuration.md',
        items: documentedKeys(read('docs/configuration.md')).map(line),
      },
      { name: 'config.ts', items: keys.map(line) },
    );
    expect(problems).toEqual([]);
    // The variables named are those that the server reads: each default given so changes nothing.
    const given = keys.filter(({ path }) => path !== 'database.url');
    const environment = Object.fromEntries(given.map((key) => [key.variable, key.default]));
    expect(loadConfig({ environment })).toEqual(loadConfig({ environment: {} }));
  });
});

/** A registry other than the public one is a matter of this machine. */
function hostRules() {
  const registry = execFileSync('npm', ['config', 'get', 'registry'], {
    cwd: root,
    encoding: 'utf8',
  });
  const { host } = new URL(registry.trim());
  return host === ['registry', 'npmjs', 'org'].join('.')
    ? []
    : [literalRule('the package registry of this machine', host)];
}
