import { z } from 'zod';

export const PlatformRole = z.enum(['admin', 'member']);
export type PlatformRole = z.infer<typeof PlatformRole>;

export const User = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: PlatformRole,
});
export type User = z.infer<typeof User>;

export const Session = z.object({
  user: User,
  permissions: z.array(z.string()).describe('Platform-wide permissions'),
  teams: z.array(
    z.object({ name: z.string(), role: z.string(), permissions: z.array(z.string()) }),
  ),
});
export type Session = z.infer<typeof Session>;

const email = z.email().max(254);
const password = z.string().min(10, 'Use at least 10 characters.').max(128);

export const SetupStatus = z.object({
  needed: z.boolean().describe('No administrator exists yet'),
});
export const Setup = z.object({
  token: z.string().max(200).describe('From the one-time set-up link'),
  email,
  password,
  name: z.string().min(1).max(100),
});
export const SignIn = z.object({ email, password: z.string().max(128) });
export const CreateUser = z.object({
  email,
  password,
  name: z.string().min(1).max(100),
  role: PlatformRole.default('member'),
});
export const UserList = z.object({ items: z.array(User) });

export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export const ApiTokenList = z.object({ items: z.array(ApiToken) });
export const CreateApiToken = z.object({
  name: z.string().min(1).max(64),
  expiresInDays: z.number().int().min(1).max(365).default(90),
});
/** The one reply that ever holds the token itself. */
export const CreatedApiToken = ApiToken.extend({ token: z.string() });
export const LoginReply = z.object({ token: z.string(), expiresAt: z.iso.datetime(), user: User });
