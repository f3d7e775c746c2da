import type { PlatformRole } from '../identity/schema.ts';
import type { TeamRole } from '../teams/schema.ts';
import {
  type Permission,
  type PlatformPermission,
  type TeamPermission,
  platformRoles,
  teamRoles,
} from './permissions.ts';

/** Who asks: a signed-in person, or the platform itself. */
export interface Subject {
  id: string;
  email: string;
  name: string;
  role: PlatformRole;
  /** Role by team name. */
  teams: ReadonlyMap<string, TeamRole>;
}

/**
 * Whether a subject may do something: denied unless a role grants it. `team` names the team that
 * owns the resource; a team permission without one is denied.
 */
export function can(subject: Subject, permission: Permission, team?: string): boolean {
  if (platformRoles[subject.role].includes(permission as PlatformPermission)) return true;
  if (team === undefined) return false;
  if (subject.role === 'admin') return teamRoles.owner.includes(permission as TeamPermission);
  const role = subject.teams.get(team);
  return role !== undefined && teamRoles[role].includes(permission as TeamPermission);
}

/** The teams in which a subject has a permission; `'all'` for an administrator. */
export function teamsWith(subject: Subject, permission: TeamPermission): 'all' | string[] {
  if (subject.role === 'admin') return 'all';
  return [...subject.teams]
    .filter(([, role]) => teamRoles[role].includes(permission))
    .map(([team]) => team);
}
