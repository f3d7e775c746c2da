import { GitOpsError } from '../../errors.ts';

/** The ways to reach a repository that git may be let use. */
export type GitScheme = 'https' | 'http' | 'ssh';

const scpLike =
  /^(?:[A-Za-z0-9][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!\/\/)[A-Za-z0-9._~/][^\s]*$/;

/**
 * Checks an address before git sees it. Local paths, `ext::` and other helpers, options, control
 * characters and credentials in the address are refused.
 *
 * @throws GitOpsError `repository_refused`.
 */
export function checkGitUrl(url: string, schemes: readonly GitScheme[]): string {
  if (hasControlCharacter(url)) throw refused(url, 'it holds blanks or control characters');
  if (url.startsWith('-')) throw refused(url, 'it looks like an option');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    if (!schemes.includes('ssh') || !scpLike.test(url)) throw refused(url, 'its form is not known');
    return url;
  }
  if (!isScheme(scheme) || !schemes.includes(scheme)) {
    throw refused(url, `${scheme} is not one of ${schemes.join(', ')}`);
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || parsed.hostname === '' || parsed.hostname.startsWith('-')) {
    throw refused(url, 'its host is not valid');
  }
  if (parsed.password !== '' || (scheme !== 'ssh' && parsed.username !== '')) {
    throw refused(
      `${scheme}://${parsed.host}${parsed.pathname}`,
      'credentials do not belong into it',
    );
  }
  if (parsed.username.startsWith('-')) throw refused(url, 'its user is not valid');
  return url;
}

function isScheme(scheme: string): scheme is GitScheme {
  return scheme === 'https' || scheme === 'http' || scheme === 'ssh';
}

function hasControlCharacter(text: string): boolean {
  return /[^!-~\u0080-\u{10ffff}]/u.test(text);
}

function refused(url: string, reason: string): GitOpsError {
  return new GitOpsError(
    'repository_refused',
    `repository ${JSON.stringify(url)} is refused: ${reason}`,
  );
}
