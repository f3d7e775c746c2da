import { expect, test } from 'vitest';
import type { Session } from '../api/types.ts';
import { platformRefusal, teamRefusal } from './permissions.ts';

const member: Session = {
  user: { id: '1', email: 'ada@example.com', name: 'Ada', role: 'member' },
  permissions: ['platform.read'],
  teams: [{ name: 'shop', role: 'viewer', permissions: ['project.read'] }],
};
const admin: Session = { ...member, user: { ...member.user, role: 'admin' } };

test('a member may what the role in the team allows, and is told whom to ask otherwise', () => {
  expect(teamRefusal(member, 'project.read', 'shop')).toBeNull();
  expect(teamRefusal(member, 'project.delete', 'shop')).toMatch(/viewer.*owners/);
  expect(teamRefusal(member, 'project.read', 'other')).toMatch(/not in team other/);
});

test('an administrator acts as owner of every team', () => {
  expect(teamRefusal(admin, 'project.delete', 'other')).toBeNull();
});

test('platform permissions come from the session alone', () => {
  expect(platformRefusal(member, 'platform.read')).toBeNull();
  expect(platformRefusal(member, 'audit.read')).toMatch(/administrators/);
});
