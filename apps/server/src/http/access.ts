import type { PlatformPermission, TeamPermission } from '../policy/permissions.ts';

/** Which path parameter tells the team that owns what a route works on. */
export type OwnedBy = 'team' | 'project' | 'timeline' | 'run';

/**
 * What a route demands of its caller; every route declares one, or the server does not start.
 * `signed-in` routes narrow what they show by the caller's teams themselves.
 */
export type Access =
  | 'public'
  | 'signed-in'
  | { platform: PlatformPermission }
  | { team: TeamPermission; of: OwnedBy };
