import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { timelinesQuery } from '../api/queries.ts';
import { progressOf } from '../lib/open-step.ts';
import { classes } from '../ui/classes.ts';
import { Menu, MenuItem } from '../ui/Menu.tsx';

/** A ring with the number of runs under way; opens the list of them. */
export function RunningWork(): ReactNode {
  const navigate = useNavigate();
  const { data = [] } = useQuery(timelinesQuery);
  const running = data.filter(({ state }) => state === 'running');
  const label = `Running work: ${running.length}`;
  return (
    <Menu
      label={running.length === 0 ? 'Nothing is running.' : 'Running now'}
      trigger={
        <button
          type="button"
          aria-label={label}
          title={label}
          className="relative inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-text"
        >
          <LoaderCircle
            aria-hidden
            size={26}
            strokeWidth={1.5}
            className={classes(running.length > 0 && 'spin text-busy')}
          />
          <span aria-hidden className="tabular absolute text-xs font-medium">
            {running.length}
          </span>
        </button>
      }
    >
      {running.map((timeline) => {
        const { done, total } = progressOf(timeline.steps);
        return (
          <MenuItem
            key={timeline.id}
            onSelect={() =>
              void navigate({ to: '/runs/$timeline', params: { timeline: timeline.id } })
            }
          >
            <span className="flex-1 truncate">
              {timeline.project}: {timeline.title}
            </span>
            <span className="tabular text-muted">
              {done} / {total}
            </span>
          </MenuItem>
        );
      })}
    </Menu>
  );
}
