import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { App } from './app.ts';
import { noSuchRoute, sendProblem } from './problem.ts';

/**
 * Serves the built portal: files by their path, and its one page for every other address that a
 * browser opens. Everything else that does not exist is a problem document.
 */
export async function addPortal(app: App, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  await app.register(async (portal) => {
    portal.servesPublicFiles = true;
    if (page !== undefined) {
      await portal.register(fastifyStatic, {
        root: folder,
        wildcard: false,
        index: ['index.html'],
        setHeaders(response, path) {
          const immutable = path.includes('/assets/');
          response.header(
            'cache-control',
            immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
          );
        },
      });
    }
  });
  app.setNotFoundHandler(async (request, reply) => {
    const asked =
      request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
    if (page !== undefined && asked && !request.url.startsWith('/api/')) {
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
    }
    return sendProblem(noSuchRoute(request.method, request.url), request, reply);
  });
}
