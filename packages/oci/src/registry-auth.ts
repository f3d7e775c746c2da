import { parseChallenge } from './challenge.ts';
import { OciError } from './errors.ts';

/** How a client says who it is. */
export type RegistryCredentials =
  | { readonly username: string; readonly password: string }
  /** Sent as it is, e.g. a token made by the registry's owner. */
  | { readonly bearer: string };

/** Opens the way to a token server and returns the call that asks it. */
export type TokenFetch = (
  url: URL,
) => Promise<(authorization: string | undefined) => Promise<unknown>>;

function basic(credentials: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
}

/** Keeps what a registry wants to see: Basic, or a token for each scope (docker token protocol). */
export class RegistryAuth {
  readonly #credentials: RegistryCredentials | undefined;
  readonly #fetchToken: TokenFetch;
  readonly #tokens = new Map<string, string>();
  #basic = false;

  constructor(credentials: RegistryCredentials | undefined, fetchToken: TokenFetch) {
    this.#credentials = credentials;
    this.#fetchToken = fetchToken;
  }

  /** The Authorization header to try first. */
  async header(scope: readonly string[]): Promise<string | undefined> {
    const credentials = this.#credentials;
    if (credentials !== undefined && 'bearer' in credentials) return `Bearer ${credentials.bearer}`;
    if (this.#basic && credentials !== undefined) return basic(credentials);
    return this.#tokens.get(scope.join(' '));
  }

  /** The header that answers a 401, or undefined when there is nothing more to say. */
  async answer(
    challengeHeader: string | undefined,
    scope: readonly string[],
  ): Promise<string | undefined> {
    const challenge = parseChallenge(challengeHeader ?? '');
    const credentials = this.#credentials;
    if (challenge === undefined || (credentials !== undefined && 'bearer' in credentials)) {
      return undefined;
    }
    if (challenge.scheme === 'basic') {
      if (credentials === undefined || this.#basic) return undefined;
      this.#basic = true;
      return basic(credentials);
    }
    const token = await this.#token(challenge.parameters, scope, credentials);
    this.#tokens.set(scope.join(' '), `Bearer ${token}`);
    return `Bearer ${token}`;
  }

  async #token(
    parameters: Readonly<Record<string, string>>,
    scope: readonly string[],
    credentials: { readonly username: string; readonly password: string } | undefined,
  ): Promise<string> {
    const realm = parameters['realm'];
    if (realm === undefined || !URL.canParse(realm)) {
      throw new OciError(
        'registry-denied',
        'The registry asks for a token, but not where to get it',
      );
    }
    const url = new URL(realm);
    if (parameters['service'] !== undefined) url.searchParams.set('service', parameters['service']);
    const wanted = scope.length > 0 ? scope : [parameters['scope'] ?? ''];
    for (const item of wanted) if (item !== '') url.searchParams.append('scope', item);
    const ask = await this.#fetchToken(url);
    const reply = await ask(credentials === undefined ? undefined : basic(credentials));
    if (typeof reply === 'object' && reply !== null) {
      const found = 'token' in reply ? reply.token : 'access_token' in reply && reply.access_token;
      if (typeof found === 'string' && found !== '') return found;
    }
    throw new OciError('registry-denied', `The token server ${url.host} sent no token`);
  }
}
