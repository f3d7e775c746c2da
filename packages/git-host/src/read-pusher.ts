import { locate, type Context } from './context.ts';
import { GitFailed } from './errors.ts';
import type { RefEvent } from './ref-events.ts';

/** The user in the reflog entry that put the ref where it is; unknown for deleted refs. */
export async function readPusher(context: Context, event: RefEvent): Promise<string | undefined> {
  if (event.after === null) return undefined;
  try {
    const { stdout } = await context.git({
      gitDirectory: locate(context, event.repository),
      args: ['log', '--walk-reflogs', '--max-count=20', '--format=%H %gn', event.ref, '--'],
    });
    const line = stdout
      .toString('utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${event.after} `));
    return line === undefined ? undefined : line.slice(line.indexOf(' ') + 1);
  } catch (error) {
    // A ref that points to no commit, or that was deleted meanwhile, has no such log.
    if (error instanceof GitFailed) return undefined;
    throw error;
  }
}
