import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { lookOf, toneText } from './state.ts';

/** A state: icon, word and colour together. */
export function StateBadge({
  state,
  word,
  size = 'small',
}: {
  state: string;
  /** Another word for the same look, as in "LIVE". */
  word?: string;
  size?: 'small' | 'large';
}): ReactNode {
  const look = lookOf(state);
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1.5 font-medium whitespace-nowrap',
        size === 'large' ? 'text-lg' : 'text-sm',
        toneText[look.tone],
      )}
    >
      <StateIcon state={state} size={size === 'large' ? 20 : 16} />
      {word ?? look.word}
    </span>
  );
}

/** The icon of a state alone; the word must stand beside it. */
export function StateIcon({ state, size = 16 }: { state: string; size?: number }): ReactNode {
  const { icon: Icon, tone } = lookOf(state);
  return (
    <Icon
      aria-hidden
      size={size}
      className={classes('shrink-0', toneText[tone], tone === 'busy' && 'spin')}
    />
  );
}
