import type { Schemas } from '@fairway/api-client';
import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable, formatTime } from '../../format.ts';
import { readPages } from '../../read-pages.ts';

const largestPage = 200;

/** Shows the audit log, newest first, for administrators. */
export const audit: CommandSpec = {
  usage: 'audit',
  about: 'show the audit log, newest first (administrators)',
  options: [{ flags: '--limit <entries>', about: 'how many entries', default: '50' }],
  async run(context, input) {
    const limit = input.integer('limit', 1);
    const api = await openApi(context);
    const entries = await readPages<Schemas['AuditEntry']>(
      (cursor) =>
        unwrap(
          api.GET('/api/v1/audit', {
            params: {
              query: {
                limit: Math.min(limit, largestPage),
                ...(cursor === undefined ? {} : { cursor }),
              },
            },
          }),
        ),
      limit,
    );
    const rows = entries.map(({ at, actor, action, resource, outcome, address }) => [
      formatTime(at),
      actor,
      action,
      resource,
      outcome,
      address ?? '-',
    ]);
    const header = ['AT', 'WHO', 'WHAT', 'ON', 'OUTCOME', 'FROM'];
    return { data: entries, text: formatTable(header, rows) };
  },
};
