import type { Session } from '../api/types.ts';

/** Why somebody may not do something in a team, in a sentence; null when they may. */
export function teamRefusal(session: Session, permission: string, team: string): string | null {
  if (session.user.role === 'admin') return null;
  const member = session.teams.find(({ name }) => name === team);
  if (member === undefined) return `You are not in team ${team}. Ask one of its owners.`;
  if (member.permissions.includes(permission)) return null;
  return `Your role in team ${team} is ${member.role}, which does not allow this. Ask one of its owners.`;
}

/** Why somebody may not do something on the platform; null when they may. */
export function platformRefusal(session: Session, permission: string): string | null {
  if (session.permissions.includes(permission)) return null;
  return 'Only administrators of the platform can do this. Ask one of them.';
}
