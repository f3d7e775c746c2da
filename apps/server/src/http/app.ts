import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { type AccessPorts, addAccessControl } from './authentication.ts';
import { addIdempotency, type IdempotencyStore } from './idempotency.ts';
import { addEventStreams } from './server-sent-events.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { Problem, sendProblem } from './problem.ts';
import { nameSchemas } from './schema-names.ts';

/** A Fastify instance whose routes are typed by their zod schemas. */
export type App = FastifyInstance<
  Server,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What the HTTP application is made with. */
export interface AppOptions {
  logger: FastifyBaseLogger;
  access: AccessPorts;
  idempotency: IdempotencyStore;
  version: string;
}

/**
 * The API's frame: schemas, OpenAPI 3.1 at /docs, problem+json errors, access control, rate limits
 * and idempotency keys. Features add their routes to it.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const app: App = Fastify({
    loggerInstance: options.logger,
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    requestTimeout: 0,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  nameSchemas();
  describeProblems(app);
  addAccessControl(app, options.access);
  addSecurityHeaders(app);
  addIdempotency(app, options.idempotency);
  addEventStreams(app);
  await app.register(rateLimit, { global: false });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fairway',
        version: options.version,
        description: 'The API behind the portal and the fairway command.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token' },
          session: { type: 'apiKey', in: 'cookie', name: 'fairway.session_token' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  return app;
}

/** Every route of the API answers errors with problem+json; said once, here. */
function describeProblems(app: App): void {
  app.addHook('onRoute', (route) => {
    if (route.schema === undefined || !route.url.startsWith('/api/')) return;
    route.schema.response = {
      ...(route.schema.response as object | undefined),
      '4xx': Problem,
      '5xx': Problem,
    };
  });
}

/** Adds the API reference and the answers for paths that do not exist; after all routes. */
export async function finishApp(app: App): Promise<void> {
  await app.register(async (docs) => {
    docs.servesPublicFiles = true;
    await docs.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  });
}
