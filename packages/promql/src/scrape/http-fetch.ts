import { request } from 'node:http';
import { PromqlError } from '../errors.ts';
import type { Target } from './target.ts';

/** A metrics endpoint's answer. */
export interface ScrapeResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** How a target is asked. Rejects when the signal aborts or the body is too large. */
export type ScrapeFetch = (
  target: Target,
  options: { readonly signal: AbortSignal; readonly maxBytes: number; readonly timeoutMs: number },
) => Promise<ScrapeResponse>;

const ACCEPT =
  'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9,*/*;q=0.1';

/** Asks over plain HTTP, without following redirects; a socket a scrape. */
export const httpScrape: ScrapeFetch = async (target, { signal, maxBytes, timeoutMs }) =>
  new Promise((resolve, reject) => {
    const { host, port } = splitAddress(target.address);
    const call = request(
      {
        host,
        port,
        path: target.path,
        agent: false,
        signal,
        headers: {
          accept: ACCEPT,
          host: target.hostHeader ?? target.address,
          'user-agent': 'fairway-scraper',
          'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1000),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > maxBytes) {
            response.destroy(
              new PromqlError('scrape', `The answer is larger than ${maxBytes} bytes.`),
            );
          }
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end();
  });

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  const port = Number(address.slice(colon + 1));
  if (colon <= 0 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new PromqlError('scrape', `"${address}" is not host:port.`);
  }
  return { host, port };
}
