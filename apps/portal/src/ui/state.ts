import {
  Ban,
  CircleArrowLeft,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Clock,
  Circle,
  GitBranch,
  Layers,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  SkipForward,
  TriangleAlert,
  CircleDotDashed,
} from 'lucide-react';

/** A family of states that look alike. */
export type Tone = 'good' | 'busy' | 'waiting' | 'drift' | 'bad' | 'none' | 'preview';

/** How a state is shown: always its word and its icon, never a colour alone. */
export interface StateLook {
  word: string;
  tone: Tone;
  icon: LucideIcon;
}

const good = (word: string): StateLook => ({ word, tone: 'good', icon: CircleCheck });
const busy = (word: string): StateLook => ({ word, tone: 'busy', icon: LoaderCircle });
const bad = (word: string): StateLook => ({ word, tone: 'bad', icon: OctagonX });

const looks = {
  live: good('Live'),
  healthy: good('Healthy'),
  synced: good('Synced'),
  succeeded: good('Succeeded'),
  done: good('Done'),
  ready: good('Ready'),
  ok: good('OK'),
  up: good('Up'),
  running: busy('Running'),
  provisioning: busy('Provisioning'),
  deleting: busy('Deleting'),
  progressing: busy('Progressing'),
  starting: busy('Starting'),
  queued: { word: 'Queued', tone: 'waiting', icon: Circle },
  waiting: { word: 'Waiting', tone: 'waiting', icon: Clock },
  suspended: { word: 'Suspended', tone: 'waiting', icon: CirclePause },
  outofsync: { word: 'Out of sync', tone: 'drift', icon: CircleDotDashed },
  degraded: { word: 'Degraded', tone: 'drift', icon: TriangleAlert },
  limited: { word: 'Limited', tone: 'drift', icon: TriangleAlert },
  failed: bad('Failed'),
  down: bad('Down'),
  notready: bad('Not ready'),
  denied: { word: 'Denied', tone: 'bad', icon: Ban },
  allowed: good('Allowed'),
  missing: { word: 'Missing', tone: 'none', icon: CircleDashed },
  unknown: { word: 'Unknown', tone: 'none', icon: CircleDashed },
  none: { word: 'Not deployed', tone: 'none', icon: CircleDashed },
  skipped: { word: 'Skipped', tone: 'none', icon: SkipForward },
  archived: { word: 'Archived', tone: 'none', icon: Layers },
  superseded: { word: 'Superseded', tone: 'none', icon: Layers },
  rolledback: { word: 'Rolled back', tone: 'none', icon: CircleArrowLeft },
  preview: { word: 'Preview', tone: 'preview', icon: GitBranch },
} as const satisfies Record<string, StateLook>;

/** The look of a state as the API spells it (case and hyphens do not matter). */
export function lookOf(state: string): StateLook {
  const key = state.toLowerCase().replaceAll(/[^a-z]/g, '');
  return Object.hasOwn(looks, key)
    ? looks[key as keyof typeof looks]
    : { word: state, tone: 'none', icon: CircleDashed };
}

/** Text colour of each tone. */
export const toneText: Readonly<Record<Tone, string>> = {
  good: 'text-good',
  busy: 'text-busy',
  waiting: 'text-waiting',
  drift: 'text-drift',
  bad: 'text-bad',
  none: 'text-none',
  preview: 'text-preview',
};
