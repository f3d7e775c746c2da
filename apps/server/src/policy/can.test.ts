import { describe, expect, it } from 'vitest';
import { can, type Subject, teamsWith } from './can.ts';
import { platformPermissions, teamPermissions, teamRoles } from './permissions.ts';

const subject = (role: Subject['role'], teams: Subject['teams'] = new Map()): Subject => ({
  id: '1',
  email: 'a@example.com',
  name: 'A',
  role,
  teams,
});

describe('can', () => {
  it('grants an administrator everything, in every team', () => {
    for (const permission of platformPermissions)
      expect(can(subject('admin'), permission)).toBe(true);
    for (const permission of teamPermissions) {
      expect(can(subject('admin'), permission, 'any')).toBe(true);
    }
  });

  it.each(Object.entries(teamRoles))(
    'grants a %s just what the role lists, in its team',
    (role, granted) => {
      const member = subject('member', new Map([['mine', role as 'viewer']]));
      for (const permission of teamPermissions) {
        expect(can(member, permission, 'mine')).toBe(granted.includes(permission));
        expect(can(member, permission, 'other')).toBe(false);
        expect(can(member, permission)).toBe(false);
      }
    },
  );

  it('gives a viewer no way to change anything', () => {
    expect(teamRoles.viewer.filter((permission) => !permission.endsWith('.read'))).toEqual([]);
  });

  it('tells the teams in which something is granted', () => {
    const member = subject(
      'member',
      new Map([
        ['a', 'viewer'],
        ['b', 'owner'],
      ] as const),
    );
    expect(teamsWith(member, 'project.create')).toEqual(['b']);
    expect(teamsWith(subject('admin'), 'project.create')).toBe('all');
  });
});
