import { readFile, writeFile } from 'node:fs/promises';
import { commands } from '../apps/cli/src/commands/index.ts';
import { withCommands } from './repository/cli-page.ts';

/** Writes the table of commands into the manual. */
const page = new URL('../docs/cli.md', import.meta.url);
await writeFile(page, withCommands(await readFile(page, 'utf8'), commands));
