import { request as openRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Backend } from './backends.ts';
import { requestHeaders } from './forwarded-headers.ts';

/** Connects an upgraded client (a WebSocket) with one backend; false when the backend is not there. */
export async function forwardUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  backend: Backend,
  timeoutMs: number,
): Promise<boolean> {
  return await new Promise((resolve) => {
    const { host, port } = backend.address;
    const outgoing = openRequest({
      host,
      port,
      method: request.method,
      path: request.url,
      headers: requestHeaders(request, true),
      agent: false,
      setHost: false,
      timeout: timeoutMs,
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.once('error', () => resolve(false));
    outgoing.once('upgrade', (answer, other, otherHead) => {
      outgoing.setTimeout(0);
      other.setTimeout(0);
      socket.write(headText(answer));
      if (otherHead.length > 0) socket.write(otherHead);
      if (head.length > 0) other.write(head);
      socket.pipe(other).pipe(socket);
      for (const [one, two] of [
        [socket, other],
        [other, socket],
      ] as const) {
        one.on('error', () => two.destroy());
        one.on('close', () => two.destroy());
      }
      resolve(true);
    });
    outgoing.once('response', (answer) => {
      // Not upgraded: the answer is the client's all the same.
      socket.write(headText(answer, 'Connection: close\r\n'));
      answer.pipe(socket);
      resolve(true);
    });
    outgoing.end();
  });
}

function headText(answer: IncomingMessage, extra = ''): string {
  let text = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] ?? '';
    // Chunks were taken apart on the way in.
    if (extra !== '' && /^(connection|transfer-encoding|keep-alive)$/i.test(name)) continue;
    text += `${name}: ${answer.rawHeaders[index + 1]}\r\n`;
  }
  return `${text}${extra}\r\n`;
}
