import { get } from 'node:http';

/**
 * Asks the platform's own port for a workload by host name; the status of its answer, 599 when it
 * gave none in five seconds. Node's resolver does not know `*.localhost`, hence the Host header.
 */
export function probeHost(port: number, host: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/', agent: false, headers: { host: `${host}:${port}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 599);
      },
    );
    request.setTimeout(5_000, () => request.destroy());
    request.on('error', () => resolve(599));
  });
}
