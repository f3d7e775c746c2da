import { timingSafeEqual } from 'node:crypto';
import type { Authorize } from '@fairway/git-host';
import type { RegistryOptions } from '@fairway/oci-registry';
import type { AuditLog } from '../audit/audit-log.ts';
import { gitopsRepository } from '../gitops/names.ts';
import { can, type Subject } from '../policy/can.ts';
import type { TeamPermission } from '../policy/permissions.ts';
import type { Identity } from './identity.ts';

/** What deciding on git and registry clients needs. */
export interface RepositoryAccessOptions {
  identity: Identity;
  audit: AuditLog;
  /** The token of the platform's own clients (kubelet, image builder); new at every start. */
  internalToken: string;
  /** The team that owns a project, by the project's name. */
  ownerOf(project: string): Promise<string | undefined>;
}

/** Who may read and write repositories and images: the same policy as the API's. */
export interface RepositoryAccess {
  git: Authorize;
  registry: RegistryOptions['authorize'];
}

type Verdict =
  | { allowed: true; username: string }
  | { allowed: false; status: 401 | 403 | 404; message: string };

/** Decides for the git host and the registry by API token. */
export function createRepositoryAccess(options: RepositoryAccessOptions): RepositoryAccess {
  const subjectOf = (authorization: string | undefined): Promise<Subject | undefined> =>
    authorization === undefined
      ? Promise.resolve(undefined)
      : options.identity.authenticate({ authorization });

  const decide = async (
    authorization: string | undefined,
    repository: string,
    permission: TeamPermission,
  ): Promise<Verdict> => {
    const subject = await subjectOf(authorization);
    if (subject === undefined) {
      return { allowed: false, status: 401, message: 'Sign in with an API token as the password.' };
    }
    const [team = '', project = '', ...below] = repository.split('/');
    const deny = async (): Promise<void> =>
      options.audit.record({
        actor: subject.email,
        action: permission,
        resource: repository,
        outcome: 'denied',
      });
    const reading = permission.endsWith('.read');
    if (repository === gitopsRepository) {
      // Only the control plane writes there.
      if (subject.role === 'admin' && reading) return { allowed: true, username: subject.email };
      await deny();
      return {
        allowed: false,
        status: 403,
        message: 'Only the platform writes the gitops repository.',
      };
    }
    // Nothing lies below a project's own name: its deletion could not find it.
    const owner = below.length === 0 ? await options.ownerOf(project) : undefined;
    if (owner !== team || !can(subject, 'project.read', team)) {
      if (owner === team) await deny();
      return {
        allowed: false,
        status: 404,
        message: 'There is no such repository that you can see.',
      };
    }
    if (can(subject, permission, team)) return { allowed: true, username: subject.email };
    await deny();
    return {
      allowed: false,
      status: 403,
      message: `Your role in team "${team}" does not include ${permission}.`,
    };
  };

  return {
    async git({ repository, action, authorization }) {
      const permission = action === 'read' ? 'repository.read' : 'repository.write';
      const verdict = await decide(authorization, repository, permission);
      if (verdict.allowed && action === 'write') {
        await options.audit.record({
          actor: verdict.username,
          action: permission,
          resource: repository,
          outcome: 'allowed',
        });
      }
      return verdict;
    },
    async registry({ repository, action, authorization }) {
      if (isInternal(authorization, options.internalToken)) {
        return { allowed: true, subject: 'fairway' };
      }
      if (repository === undefined) return decideOnWhole(await subjectOf(authorization), action);
      const permission = action === 'pull' ? 'image.read' : 'image.write';
      const verdict = await decide(authorization, repository, permission);
      if (verdict.allowed) return { allowed: true, subject: verdict.username };
      return {
        allowed: false,
        status: verdict.status === 401 ? 401 : 403,
        message: verdict.message,
      };
    },
  };
}

/** `/v2/` itself is for everybody who is signed in; the list of all repositories for administrators. */
function decideOnWhole(
  subject: Subject | undefined,
  action: string,
): { allowed: true; subject: string } | { allowed: false; status: 401 | 403; message: string } {
  if (subject === undefined) {
    return { allowed: false, status: 401, message: 'Sign in with an API token as the password.' };
  }
  if (action === 'catalog' && subject.role !== 'admin') {
    return {
      allowed: false,
      status: 403,
      message: 'Only an administrator lists all repositories.',
    };
  }
  return { allowed: true, subject: subject.email };
}

function isInternal(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
