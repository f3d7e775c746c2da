import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { describe, expect, it } from 'vitest';

import { cgiEnvironment, type CgiInput } from './cgi-environment.ts';
import { parseCgiHead, readCgiHead } from './cgi-head.ts';

const input: CgiInput = {
  route: {
    kind: 'route',
    repository: 'team/p',
    service: 'git-receive-pack',
    endpoint: 'git-receive-pack',
  },
  projectRoot: '/srv',
  username: 'maria',
  remoteAddress: '127.0.0.1',
  contentLength: undefined,
  contentEncoding: undefined,
  gitProtocol: undefined,
};

describe('cgiEnvironment', () => {
  it('names the one file, and leaves out what was not sent', () => {
    expect(cgiEnvironment(input)).toEqual({
      GIT_PROJECT_ROOT: '/srv',
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: '/team/p.git/git-receive-pack',
      REQUEST_METHOD: 'POST',
      QUERY_STRING: '',
      CONTENT_TYPE: 'application/x-git-receive-pack-request',
      REMOTE_USER: 'maria',
      REMOTE_ADDR: '127.0.0.1',
    });
  });

  it('passes on only well-formed headers', () => {
    const sent = { contentLength: '12', contentEncoding: 'gzip', gitProtocol: 'version=2' };
    expect(cgiEnvironment({ ...input, ...sent })).toMatchObject({
      CONTENT_LENGTH: '12',
      HTTP_CONTENT_ENCODING: 'gzip',
      GIT_PROTOCOL: 'version=2',
    });
    const bad = { contentLength: '-1', contentEncoding: 'br', gitProtocol: '$(x)' };
    expect(cgiEnvironment({ ...input, ...bad })).toEqual(cgiEnvironment(input));
    expect(cgiEnvironment({ ...input, username: 'a\nb <c>' })['REMOTE_USER']).toBe('a b c');
  });
});

describe('the head of a CGI answer', () => {
  it('holds status and known headers', () => {
    const head = parseCgiHead('Status: 403 Forbidden\r\nContent-Type: text/plain\r\nX-Y: z');
    expect([head.status, ...head.headers]).toEqual([403, ['content-type', 'text/plain']]);
    expect(parseCgiHead('Status: nonsense').status).toBe(500);
  });

  it('is read byte by byte, and leaves the body', async () => {
    const stream = new PassThrough();
    const reading = readCgiHead(stream);
    for (const byte of Buffer.from('Expires: x\r\n\r\nbody')) stream.write(Buffer.from([byte]));
    stream.end();
    expect((await reading)?.headers.get('expires')).toBe('x');
    expect(await text(stream)).toBe('body');
  });

  it('is missing when the program ends early or never ends its head', async () => {
    expect(await readCgiHead(Readable.from([]))).toBeUndefined();
    expect(await readCgiHead(Readable.from([Buffer.from('Expires: x\r\n')]))).toBeUndefined();
    expect(await readCgiHead(Readable.from([Buffer.alloc(20_000, 'a')]))).toBeUndefined();
  });
});
