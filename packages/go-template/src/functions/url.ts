import { GoError } from '../errors.ts';
import { bytesToString, stringToBytes } from '../values/bytes.ts';
import { fn, type FunctionTable } from '../values/go-function.ts';
import { kindOf } from '../values/go-types.ts';
import { mapOf, text } from './convert.ts';

interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

function fail(url: string, problem: string): never {
  throw new GoError(`unable to parse url: parse ${JSON.stringify(url)}: ${problem}`);
}

/** Decodes %XX; a `%` without two digits is an error. */
function unescape(part: string, url: string): string {
  if (!part.includes('%')) return part;
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(part);
  if (bad !== null) fail(url, `invalid URL escape ${JSON.stringify(bad[0])}`);
  const bytes = [
    ...Buffer.from(stringToBytes(part))
      .toString('latin1')
      .matchAll(/%(..)|([^%])/gs),
  ];
  return bytesToString(
    Uint8Array.from(
      bytes.map(([, hex, char]) =>
        hex === undefined ? (char ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
      ),
    ),
  );
}

function escape(part: string, allowed: RegExp): string {
  let out = '';
  for (const byte of stringToBytes(part)) {
    const char = String.fromCharCode(byte);
    out += allowed.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

const PATH = /[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]]/;
const FRAGMENT = /[A-Za-z0-9\-_.~$&+,/:;=?@!'()*]/;

/** net/url.Parse, as far as templates see its result. */
function parseUrl(url: string): Url {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\x00-\x1f\x7f]/.test(url)) fail(url, 'net/url: invalid control character in URL');
  const hash = url.indexOf('#');
  const fragment = hash < 0 ? '' : unescape(url.slice(hash + 1), url);
  let rest = hash < 0 ? url : url.slice(0, hash);
  const colon = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(rest);
  const scheme = (colon?.[1] ?? '').toLowerCase();
  if (colon !== null) rest = rest.slice(colon[0].length);
  else if (rest.startsWith(':')) fail(url, 'missing protocol scheme');
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  if (scheme !== '' && !rest.startsWith('/')) {
    return { scheme, opaque: rest, userinfo: '', host: '', path: '', query, fragment };
  }
  if (scheme === '' && /^[^/]*:/.test(rest))
    fail(url, 'first path segment in URL cannot contain colon');
  if (!rest.startsWith('//')) {
    return {
      scheme,
      opaque: '',
      userinfo: '',
      host: '',
      path: unescape(rest, url),
      query,
      fragment,
    };
  }
  const slash = rest.indexOf('/', 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const at = authority.lastIndexOf('@');
  const host = unescape(authority.slice(at + 1), url);
  const port = /:([^\]:]*)$/.exec(host);
  if (port !== null && !/^[0-9]*$/.test(port[1] ?? '')) {
    fail(url, `invalid port ${JSON.stringify(port[0])} after host`);
  }
  const path = slash < 0 ? '' : unescape(rest.slice(slash), url);
  return {
    scheme,
    opaque: '',
    userinfo: authority.slice(0, Math.max(at, 0)),
    host,
    path,
    query,
    fragment,
  };
}

function hostname(host: string): string {
  return host.replace(/:[0-9]*$/, '').replace(/^\[(.*)\]$/, '$1');
}

function joinUrl(map: ReadonlyMap<string, unknown>): string {
  const part = (key: string): string => {
    if (!map.has(key)) return '';
    const value = map.get(key);
    if (typeof value === 'string') return value;
    throw new GoError(
      `unable to parse ${key} key, must be of type string, but ${kindOf(value)} found`,
    );
  };
  let out = part('scheme') === '' ? '' : `${part('scheme')}:`;
  if (part('opaque') !== '') out += part('opaque');
  else {
    const user = part('userinfo');
    const path = escape(part('path'), PATH);
    if (part('scheme') !== '' || part('host') !== '' || user !== '') {
      if (part('host') !== '' || path !== '' || user !== '') out += '//';
      if (user !== '') out += `${user}@`;
      out += part('host');
    }
    if (path !== '' && !path.startsWith('/') && part('host') !== '') out += '/';
    out += path;
  }
  if (part('query') !== '') out += `?${part('query')}`;
  return part('fragment') === '' ? out : `${out}#${escape(part('fragment'), FRAGMENT)}`;
}

/** sprig's functions on URLs and hosts. Names are never resolved: rendering knows no network. */
export const URL_FUNCTIONS: FunctionTable = {
  urlParse: fn(['string'], ([value]) => {
    const url = parseUrl(text(value));
    return new Map<string, unknown>([...Object.entries(url), ['hostname', hostname(url.host)]]);
  }),
  getHostByName: fn(['string'], () => ''),
  urlJoin: fn(['map'], ([map]) => joinUrl(mapOf(map))),
};
