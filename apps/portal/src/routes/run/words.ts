import type { Timeline } from '../../api/types.ts';

/** The word for a timeline's end, as its page says it. */
export function outcomeWord({ kind, state, title }: Timeline): string {
  if (state === 'live') return 'LIVE';
  if (state === 'running') return kind === 'deletion' ? 'Deleting' : 'Running';
  if (state === 'done') {
    if (kind !== 'deletion') return 'Done';
    return title.startsWith('Archive') ? 'Archived' : 'Deleted';
  }
  return state === 'failed' ? 'Failed' : 'Superseded by a newer run';
}
