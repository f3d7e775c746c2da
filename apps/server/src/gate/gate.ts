import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { callbackify } from 'node:util';
import { FairwayError } from '../errors/fairway-error.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { holderOfPort } from './port-holder.ts';

/** What answers a request; `secure` tells TLS from plain HTTP. */
export interface GateHandlers {
  request(request: IncomingMessage, response: ServerResponse, secure: boolean): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The one port, listening. */
export interface Gate {
  port: number;
  /** Stops accepting, lets requests end for `graceMs`, then cuts the rest. */
  close(graceMs: number): Promise<void>;
}

/** First byte of a TLS record that holds a handshake (RFC 8446 §5.1). */
const tlsHandshake = 0x16;
const firstByteTimeoutMs = 30_000;

/**
 * Listens on the one port for plain HTTP and TLS, told apart by a connection's first byte.
 *
 * @throws FairwayError `port-taken` with the process that holds the port.
 */
export async function openGate(
  address: { host: string; port: number },
  authority: CertificateAuthority,
  handlers: GateHandlers,
): Promise<Gate> {
  const plain = createServer((request, response) => handlers.request(request, response, false));
  const secure = createTlsServer(
    {
      // Clients that connect by address send no server name and get this one.
      ...(await authority.leaf('localhost')),
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      SNICallback: callbackify((name: string) => authority.secureContext(name.toLowerCase())),
    },
    (request, response) => handlers.request(request, response, true),
  );
  configure(plain, handlers);
  configure(secure, handlers);
  const sockets = new Set<net.Socket>();
  const front = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    hand(socket, plain, secure);
  });
  const port = await listen(front, address);
  return {
    port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => front.close(() => resolve()));
      plain.closeIdleConnections();
      secure.closeIdleConnections();
      const cut = setTimeout(() => sockets.forEach((socket) => socket.destroy()), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function configure(server: Server | TlsServer, handlers: GateHandlers): void {
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 20_000;
  // Clones, pushes and event streams are long; each route bounds its own time.
  server.requestTimeout = 0;
  server.on('upgrade', (request, socket, head) => handlers.upgrade(request, socket, head));
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
}

function hand(socket: net.Socket, plain: Server, secure: TlsServer): void {
  socket.setTimeout(firstByteTimeoutMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.once('readable', () => {
    const first = socket.read(1) as Buffer | null;
    if (first === null) {
      socket.destroy();
      return;
    }
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.unshift(first);
    const server = first[0] === tlsHandshake ? secure : plain;
    server.emit('connection', socket);
  });
}

async function listen(
  server: net.Server,
  address: { host: string; port: number },
): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: address.host, port: address.port }, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const holder = await holderOfPort(address.port);
    throw new FairwayError('port-taken', {
      message: `Port ${address.port} is taken${holder === undefined ? '' : ` by ${holder}`}.`,
      remedy: 'Stop that process, or choose another port with --port.',
      data: { port: address.port },
      cause: error,
    });
  }
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : address.port;
}
