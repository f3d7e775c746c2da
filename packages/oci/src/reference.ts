import { type Digest, isDigest } from './digest.ts';
import { OciError } from './errors.ts';

/** The parts of an image's name: `host:port/repo/name:tag@sha256:…`. */
export interface ImageReference {
  /** Registry host with its port, when the text names one. */
  readonly host?: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?$`);
const MAX_LENGTH = 1024;

/** Whether the text is a repository name of the distribution specification (at most 255 characters). */
export function isRepositoryName(text: string): boolean {
  return text.length <= 255 && REPOSITORY.test(text);
}

/** Whether the text is a tag of the distribution specification. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** A first component is a host when it could be no repository component, as docker reads it. */
function looksLikeHost(component: string): boolean {
  return component === 'localhost' || /[.:[A-Z]/.test(component);
}

function fail(text: string, why: string): never {
  throw new OciError(
    'invalid-reference',
    `"${text.slice(0, 200)}" is not an image reference: ${why}; expected [host[:port]/]repository[:tag][@sha256:…]`,
  );
}

function splitDigest(text: string): { readonly name: string; readonly digest?: Digest } {
  const at = text.indexOf('@');
  if (at < 0) return { name: text };
  const digest = text.slice(at + 1);
  if (!isDigest(digest)) fail(text, 'the part after "@" is not a sha256 digest');
  return { name: text.slice(0, at), digest };
}

function splitTag(text: string, name: string): { readonly path: string; readonly tag?: string } {
  const colon = name.lastIndexOf(':');
  if (colon < 0 || name.includes('/', colon)) return { path: name };
  const tag = name.slice(colon + 1);
  if (!isTag(tag))
    fail(text, `"${tag}" is not a tag (letters, digits, "_", "." and "-", at most 128)`);
  return { path: name.slice(0, colon), tag };
}

function splitHost(
  text: string,
  path: string,
): { readonly repository: string; readonly host?: string } {
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  if (!looksLikeHost(first)) return { repository: path };
  if (!HOST.test(first)) fail(text, `"${first}" is not a host name`);
  const port = /:(\d+)$/.exec(first)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) {
    fail(text, `port ${port} is not between 1 and 65535`);
  }
  return { repository: path.slice(slash + 1), host: first };
}

/**
 * Reads an image reference by the grammar of the distribution project. No default host or tag is
 * added: what the text leaves out is absent.
 * @throws OciError `invalid-reference`
 */
export function parseReference(text: string): ImageReference {
  if (text.length > MAX_LENGTH) fail(text, `it is longer than ${MAX_LENGTH} characters`);
  const { name, digest } = splitDigest(text);
  const { path, tag } = splitTag(text, name);
  const { repository, host } = splitHost(text, path);
  if (!isRepositoryName(repository)) {
    fail(
      text,
      `"${repository}" is not a repository name (lower-case letters, digits, ". _ -" between them)`,
    );
  }
  return {
    repository,
    ...(host === undefined ? {} : { host }),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The text of a reference: the inverse of {@link parseReference}. */
export function formatReference(reference: ImageReference): string {
  const host = reference.host === undefined ? '' : `${reference.host}/`;
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${host}${reference.repository}${tag}${digest}`;
}
