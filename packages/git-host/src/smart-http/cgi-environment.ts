import type { GitRoute } from './route.ts';

/** What of a request reaches git. */
export interface CgiInput {
  readonly route: GitRoute;
  readonly projectRoot: string;
  readonly username: string;
  readonly remoteAddress: string | undefined;
  readonly contentLength: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly gitProtocol: string | undefined;
}

/** The CGI variables of git-http-backend(1) (RFC 3875), on top of the host's git environment. */
export function cgiEnvironment(input: CgiInput): Record<string, string> {
  const { route } = input;
  const isAdvertisement = route.endpoint === 'info/refs';
  return {
    GIT_PROJECT_ROOT: input.projectRoot,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${route.repository}.git/${route.endpoint}`,
    REQUEST_METHOD: isAdvertisement ? 'GET' : 'POST',
    QUERY_STRING: isAdvertisement ? `service=${route.service}` : '',
    CONTENT_TYPE: isAdvertisement ? '' : `application/x-${route.service}-request`,
    REMOTE_USER: oneLine(input.username),
    REMOTE_ADDR: oneLine(input.remoteAddress ?? ''),
    ...(/^\d{1,15}$/.test(input.contentLength ?? '')
      ? { CONTENT_LENGTH: input.contentLength ?? '' }
      : {}),
    ...(/^(?:x-)?gzip$/.test(input.contentEncoding ?? '') ? { HTTP_CONTENT_ENCODING: 'gzip' } : {}),
    ...(/^[a-z0-9=:.-]{1,100}$/.test(input.gitProtocol ?? '')
      ? { GIT_PROTOCOL: input.gitProtocol ?? '' }
      : {}),
  };
}

/** git writes these into the reflog: no line breaks, no angle brackets. */
function oneLine(text: string): string {
  return text.replaceAll(/[<>\p{Cc}\s]+/gu, ' ').trim();
}
