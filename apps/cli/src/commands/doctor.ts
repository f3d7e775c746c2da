import { openApi, unwrap } from '../api.ts';
import type { CliContext } from '../context.ts';

const marks = { ok: '✓', limited: '!', failed: '✗' } as const;

/** Says what this machine gives and what it does not. */
export async function doctor(context: CliContext, flags: { json?: boolean }): Promise<void> {
  const api = await openApi(context.environment);
  const { findings } = await unwrap(api.GET('/api/v1/doctor', {}));
  if (flags.json === true) context.print(JSON.stringify(findings));
  else
    for (const { level, area, message } of findings)
      context.print(`${marks[level]} ${area}: ${message}`);
}
