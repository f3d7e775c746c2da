import { errorCodes } from '../errors/codes.ts';
import type { App } from './app.ts';

/** The page that the `type` of every problem document leads to: each code with what it means. */
export function addErrorPage(app: App): void {
  const rows = Object.entries(errorCodes)
    .map(
      ([code, { status, title }]) =>
        `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
    )
    .join('\n');
  const page = `<!doctype html>
<html lang="en">
<title>Errors of the Fairway API</title>
<h1>Errors of the Fairway API</h1>
<table>
<tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${rows}
</table>
</html>
`;
  app.get('/docs/errors', { config: { access: 'public' } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page),
  );
}
