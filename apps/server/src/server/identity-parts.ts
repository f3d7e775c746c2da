import { type AuditLog, createAuditLog } from '../audit/audit-log.ts';
import { createAccounts, migrateAccounts } from '../identity/accounts.ts';
import { createIdentity, type Identity } from '../identity/identity.ts';
import { createOwners, type Owners } from '../identity/owners.ts';
import { createRepositoryAccess, type RepositoryAccess } from '../identity/repository-access.ts';
import type { Foundation } from './foundation.ts';

/** Who somebody is and what they may do. */
export interface IdentityParts {
  identity: Identity;
  audit: AuditLog;
  owners: Owners;
  access: RepositoryAccess;
}

/** Opens the accounts and all that decides on access. */
export async function openIdentity(
  foundation: Foundation,
  internalToken: string,
): Promise<IdentityParts> {
  const { database, origin, masterKey } = foundation;
  const accounts = createAccounts({
    pool: database.pool('auth'),
    origin,
    secret: masterKey.toString('hex'),
  });
  await migrateAccounts(accounts);
  const identity = createIdentity(accounts, database.db);
  const audit = createAuditLog(database.db);
  const owners = createOwners(database.db);
  const access = createRepositoryAccess({
    identity,
    audit,
    internalToken,
    ownerOf: (project) => owners('project', project),
  });
  return { identity, audit, owners, access };
}
