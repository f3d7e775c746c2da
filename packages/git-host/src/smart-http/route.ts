import { isRepositoryPath } from '../repository-path.ts';

export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** A request for one of the three endpoints of git's smart HTTP protocol (gitprotocol-http(5)). */
export interface GitRoute {
  readonly kind: 'route';
  readonly repository: string;
  readonly service: GitService;
  readonly endpoint: 'info/refs' | GitService;
}

/** Why a request is none of them. */
export interface RouteRefusal {
  readonly kind: 'refusal';
  readonly status: 403 | 404 | 405 | 415;
  readonly message: string;
  readonly allow?: 'GET' | 'POST';
}

export interface RouteInput {
  readonly method: string;
  /** Path and query below the git root, as the client sent it (never decoded). */
  readonly path: string;
  readonly contentType: string | undefined;
}

const ENDPOINT = /^\/(.+)\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Recognises a request. Everything but the three endpoints is refused, files of the repository too. */
export function parseRoute(input: RouteInput): GitRoute | RouteRefusal {
  const [path = '', ...query] = input.path.split('?');
  const match = ENDPOINT.exec(path);
  const repository = (match?.[1] ?? '').replace(/\.git$/, '');
  if (match === null || !isRepositoryPath(repository)) {
    return { kind: 'refusal', status: 404, message: 'There is no git repository at this address.' };
  }
  return match[2] === 'info/refs'
    ? advertisement(input, repository, query.join('?'))
    : exchange(input, repository, match[2] === 'git-upload-pack' ? match[2] : 'git-receive-pack');
}

function advertisement(
  input: RouteInput,
  repository: string,
  query: string,
): GitRoute | RouteRefusal {
  if (input.method !== 'GET') return notAllowed('GET');
  const service = /^service=(git-upload-pack|git-receive-pack)$/.exec(query)?.[1];
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') {
    const message =
      'Only the smart HTTP protocol is served: use a git client of version 1.6.6 or newer.';
    return { kind: 'refusal', status: 403, message };
  }
  return { kind: 'route', repository, service, endpoint: 'info/refs' };
}

function exchange(
  input: RouteInput,
  repository: string,
  service: GitService,
): GitRoute | RouteRefusal {
  if (input.method !== 'POST') return notAllowed('POST');
  const wanted = `application/x-${service}-request`;
  if (input.contentType !== wanted) {
    return { kind: 'refusal', status: 415, message: `The Content-Type must be ${wanted}.` };
  }
  return { kind: 'route', repository, service, endpoint: service };
}

function notAllowed(allow: 'GET' | 'POST'): RouteRefusal {
  return { kind: 'refusal', status: 405, message: `Use ${allow} here.`, allow };
}
