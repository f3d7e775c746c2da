import type { ReactNode } from 'react';
import type { Dashboard } from '../../api/types.ts';
import { Ago } from '../../ui/Ago.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';

/** Where the numbers come from: the pods that are asked, and when they last answered. */
export function Targets({ targets }: { targets: Dashboard['targets'] | undefined }): ReactNode {
  return (
    <Card title="Sources" flush className="min-h-24">
      {targets === undefined ? (
        <SkeletonRows rows={1} height="h-9" />
      ) : targets.length === 0 ? (
        <Empty title="No pod reports metrics." />
      ) : (
        <ul>
          {targets.map(({ pod, up, lastScrapeAt }) => (
            <li
              key={pod}
              className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 border-b border-line px-4 last:border-b-0"
            >
              <span className="min-w-0 truncate font-mono text-sm">{pod}</span>
              <span className="flex items-center gap-4 text-muted">
                {lastScrapeAt === null ? 'Not asked yet' : <Ago at={lastScrapeAt} />}
                <StateBadge state={up ? 'up' : lastScrapeAt === null ? 'queued' : 'down'} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
