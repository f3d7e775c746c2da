import { z } from 'zod';

export const TeamRole = z.enum(['owner', 'maintainer', 'developer', 'viewer']);
export type TeamRole = z.infer<typeof TeamRole>;

export const Team = z.object({
  name: z.string(),
  description: z.string(),
  createdAt: z.iso.datetime(),
  role: TeamRole.nullable().describe('Your role in the team'),
  members: z.number().int(),
  projects: z.number().int(),
});
export type Team = z.infer<typeof Team>;

export const TeamList = z.object({ items: z.array(Team) });
export const CreateTeam = z.object({
  name: z.string().min(1).max(63),
  description: z.string().max(500).default(''),
});

export const TeamMember = z.object({
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  role: TeamRole,
});
export const TeamMemberList = z.object({ items: z.array(TeamMember) });
export const PutTeamMember = z.object({ email: z.email().max(254), role: TeamRole });
