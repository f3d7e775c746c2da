import { openApi, unwrap } from '../../api.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

const marks = { ok: '✓', limited: '!', failed: '✗' } as const;

/** Says what the server's machine gives and what it does not; fails when a part has failed. */
export const doctor: CommandSpec = {
  usage: 'doctor',
  about: "say what the server's machine gives and what it does not",
  async run(context) {
    const api = await openApi(context);
    const { findings } = await unwrap(api.GET('/api/v1/doctor', {}));
    const failed = findings.filter(({ level }) => level === 'failed');
    return {
      data: findings,
      text: findings
        .map(({ level, area, message }) => `${marks[level]} ${area}: ${message}`)
        .join('\n'),
      ...(failed.length === 0
        ? {}
        : {
            failure: new CliError(
              `Not in order: ${failed.map(({ area }) => area).join(', ')}.`,
              'Each line marked ✗ says what is wrong.',
            ),
          }),
    };
  },
};
