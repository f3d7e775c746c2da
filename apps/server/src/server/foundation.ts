import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '../config/config.ts';
import { type DataDirectory, openDataDirectory } from '../data-directory/data-directory.ts';
import { readOrCreateKey } from '../data-directory/key-file.ts';
import { lockDataDirectory } from '../data-directory/server-lock.ts';
import { type OpenDatabase, openDatabase } from '../database/open-database.ts';
import {
  type CertificateAuthority,
  openCertificateAuthority,
} from '../gate/certificate-authority.ts';
import { type GateHandlers, openGate } from '../gate/gate.ts';
import type { Logger } from '../logger.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import type { Closers } from './closers.ts';

/** What everything else stands on. */
export interface Foundation {
  config: Config;
  logger: Logger;
  directory: DataDirectory;
  authority: CertificateAuthority;
  masterKey: Buffer;
  database: OpenDatabase;
  /** The embedded PostgreSQL, unless an outside one is used. */
  postgres: EmbeddedPostgres | undefined;
  port: number;
  /** Where people reach the platform. */
  origin: string;
  /** Sets what answers requests; until then they get 503. */
  answer(handlers: GateHandlers): void;
}

/**
 * Opens the data directory, the one port and the database. The port comes first: a taken one is
 * told before anything is started.
 *
 * @throws FairwayError `port-taken`, `data-directory-in-use`, `database-failed`
 */
export async function layFoundation(
  config: Config,
  logger: Logger,
  closers: Closers,
): Promise<Foundation> {
  const directory = await openDataDirectory(config.data);
  const masterKey = await readOrCreateKey(directory.masterKey, 32);
  const authority = await openCertificateAuthority({
    certificate: directory.certificateAuthority,
    key: directory.certificateAuthorityKey,
  });
  let handlers: GateHandlers = starting;
  const gate = await openGate(config, authority, {
    request: (request, response, secure) => handlers.request(request, response, secure),
    upgrade: (request, socket, head) => handlers.upgrade(request, socket, head),
  });
  closers.add('gate', () => gate.close(2_000));
  const origin = `http://localhost:${gate.port}`;
  const lock = await lockDataDirectory(directory.lock, { port: gate.port, origin });
  closers.add('data directory', () => lock.release());
  const postgres =
    config.database.kind === 'embedded'
      ? await startEmbeddedPostgres({
          dataFolder: directory.postgres,
          socketFolder: directory.postgresSocket,
        })
      : undefined;
  if (postgres !== undefined) closers.add('PostgreSQL', () => postgres.stop());
  const connection =
    config.database.kind === 'external'
      ? { connectionString: config.database.url }
      : (postgres?.connection ?? unreachable());
  const database = await openDatabase(connection, (error) =>
    logger.warn({ err: error }, 'an idle database connection failed'),
  );
  closers.add('database', () => database.close());
  return {
    config,
    logger,
    directory,
    authority,
    masterKey,
    database,
    postgres,
    port: gate.port,
    origin,
    answer: (next) => (handlers = next),
  };
}

const starting: GateHandlers = {
  request(_request: IncomingMessage, response: ServerResponse) {
    response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' });
    response.end('Fairway is starting.\n');
  },
  upgrade(_request: IncomingMessage, socket: Duplex) {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
  },
};

function unreachable(): never {
  throw new Error('an embedded database was configured but not started');
}
