import type { IncomingMessage } from 'node:http';

/** Headers of one connection, not of the request (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Raw header pairs without those of the connection and those that it names. */
export function endToEnd(raw: readonly string[], connection: string | undefined): string[] {
  const named = (connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const headers: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) || named.includes(lower)) continue;
    headers.push(name, raw[index + 1] ?? '');
  }
  return headers;
}

/** The request's headers for the backend: the host as asked for, and who asked. */
export function requestHeaders(request: IncomingMessage, upgrade: boolean): string[] {
  const { headers, socket } = request;
  const kept = endToEnd(request.rawHeaders, headers.connection);
  const forwarded: string[] = [];
  for (let index = 0; index + 1 < kept.length; index += 2) {
    const name = kept[index] ?? '';
    if (/^x-forwarded-(for|host|proto|port)$|^x-real-ip$/i.test(name)) continue;
    forwarded.push(name, kept[index + 1] ?? '');
  }
  const secure = 'encrypted' in socket && socket.encrypted === true;
  const proto = secure ? 'https' : 'http';
  const host = headers.host ?? '';
  const port = /:(\d+)$/.exec(host)?.[1] ?? (secure ? '443' : '80');
  const client = socket.remoteAddress ?? '';
  const chunked = headers['transfer-encoding'] !== undefined && !upgrade;
  forwarded.push('X-Forwarded-For', client, 'X-Real-IP', client);
  forwarded.push('X-Forwarded-Host', host, 'X-Forwarded-Proto', proto, 'X-Forwarded-Port', port);
  if (chunked) forwarded.push('Transfer-Encoding', 'chunked');
  if (upgrade) forwarded.push('Connection', 'Upgrade', 'Upgrade', headers.upgrade ?? '');
  return forwarded;
}
