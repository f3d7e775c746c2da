import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../apps/cli/src/commands/index.ts';
import { commandTable, withCommands } from './cli-page.ts';

const example = [
  { usage: 'up', about: 'start it', json: false as const },
  {
    usage: 'logs <project>',
    about: 'print logs of <b>',
    options: [{ flags: '--tail <lines>', about: 'how many' }],
  },
];

describe('commandTable', () => {
  it('has a row a command', () => {
    expect(commandTable(example)).toBe(
      [
        '| command | what it does | flags |',
        '|---|---|---|',
        '| `fairway up` | start it | |',
        '| `fairway logs <project>` | print logs of <b> | `--tail <lines>` how many; `--json` |',
      ].join('\n'),
    );
  });
});

describe('withCommands', () => {
  const page = (text: string): string =>
    `# Title\n<!-- made by npm run generate: commands -->${text}<!-- end of commands -->\nrest\n`;

  it('puts the table between its marks, and gives the same again', () => {
    const once = withCommands(page(' old '), example);
    expect(once).toMatch(/^# Title\n<!-- made.*\n\n\| command/);
    expect(once).toMatch(/<!-- end of commands -->\nrest\n$/);
    expect(once).toContain('print logs of &lt;b>');
    expect(once).toContain('`fairway logs <project>`');
    expect(withCommands(once, example)).toBe(once);
  });

  it('refuses a page without marks', () => {
    expect(() => withCommands('# Title\n', example)).toThrow(/has no/);
  });
});

it('docs/cli.md lists the commands as they are (npm run generate)', () => {
  const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  expect(page).toBe(withCommands(page, commands));
});
