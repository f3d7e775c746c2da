import type { ServerResponse } from 'node:http';

/** Answers with a short page (or problem+json, when that is what is accepted). */
export function sendError(
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
  accept: string | undefined,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const html = (accept ?? '').includes('text/html');
  const body = html
    ? `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(title)}</title><style>body{font:16px/1.5 system-ui;max-width:40rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style><h1>${escape(title)}</h1><p>${escape(detail)}</p></html>\n`
    : `${JSON.stringify({ type: 'about:blank', title, status, detail })}\n`;
  response.writeHead(status, {
    'content-type': html ? 'text/html; charset=utf-8' : 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 503 ? { 'retry-after': '2' } : {}),
  });
  response.end(body);
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
