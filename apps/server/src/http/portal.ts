import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { App } from './app.ts';
import { noSuchRoute, sendProblem } from './problem.ts';

/**
 * Serves the built portal: files by their path, and its one page for every other address that a
 * browser opens. Everything else that does not exist is a problem document.
 */
export async function addPortal(app: App, folder: string): Promise<void> {
  const built = existsSync(folder);
  await app.register(async (portal) => {
    portal.servesPublicFiles = true;
    if (built) {
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
    const page = request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
    if (built && page && !request.url.startsWith('/api/'))
      return reply.sendFile('index.html', folder);
    return sendProblem(noSuchRoute(request.method, request.url), request, reply);
  });
}
