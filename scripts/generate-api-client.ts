import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../apps/server/src/http/openapi-document.ts';

/** Writes the OpenAPI document and the client's types made from it. */
const root = fileURLToPath(new URL('../packages/api-client/', import.meta.url));
const document = await openApiDocument('1');
const text = `${JSON.stringify(document, null, 2)}\n`;
await writeFile(`${root}openapi.json`, text);
await writeFile(
  `${root}src/generated/schema.ts`,
  `// Made from openapi.json by "npm run generate"; do not edit.\n${astToString(await openapiTypescript(text))}`,
);
