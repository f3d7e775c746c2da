import type { PlatformRole } from '../identity/schema.ts';
import type { TeamRole } from '../teams/schema.ts';

/** Everything that can be permitted on the platform as a whole. */
export const platformPermissions = [
  'audit.read',
  'platform.read',
  'team.create',
  'user.create',
  'user.list',
] as const;
export type PlatformPermission = (typeof platformPermissions)[number];

/** Everything that can be permitted within a team. */
export const teamPermissions = [
  'team.read',
  'team.manage',
  'project.read',
  'project.create',
  'project.deploy',
  'project.delete',
  'repository.read',
  'repository.write',
  'image.read',
  'image.write',
  'logs.read',
] as const;
export type TeamPermission = (typeof teamPermissions)[number];

/** Any permission. */
export type Permission = PlatformPermission | TeamPermission;

const viewer = [
  'team.read',
  'project.read',
  'repository.read',
  'image.read',
  'logs.read',
] as const satisfies readonly TeamPermission[];

const developer = [
  ...viewer,
  'project.create',
  'project.deploy',
  'repository.write',
  'image.write',
] as const satisfies readonly TeamPermission[];

/** What each team role may do within its team. */
export const teamRoles: Readonly<Record<TeamRole, readonly TeamPermission[]>> = {
  viewer,
  developer,
  maintainer: [...developer, 'project.delete'],
  owner: teamPermissions,
};

/** What each platform role may do on the platform; an admin also acts as owner of every team. */
export const platformRoles: Readonly<Record<PlatformRole, readonly PlatformPermission[]>> = {
  admin: platformPermissions,
  member: ['platform.read'],
};
