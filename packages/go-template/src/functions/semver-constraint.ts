import { GoError } from '../errors.ts';

/** A version as Masterminds/semver reads it: `v` and missing parts are allowed. */
export interface GoVersion {
  readonly original: string;
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
}

const VERSION =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * semver.NewVersion.
 * @throws GoError `invalid semantic version`
 */
export function parseVersion(text: string): GoVersion {
  const match = VERSION.exec(text);
  const prerelease = match?.[4] ?? '';
  if (match === null) throw new GoError('invalid semantic version');
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new GoError('Version segment starts with 0');
  }
  return {
    original: text,
    major: BigInt(match[1] ?? 0),
    minor: BigInt(match[2] ?? 0),
    patch: BigInt(match[3] ?? 0),
    prerelease,
    metadata: match[5] ?? '',
  };
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const numericA = /^[0-9]+$/.test(a);
  const numericB = /^[0-9]+$/.test(b);
  if (numericA && numericB) return BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0;
  if (numericA !== numericB) return numericA ? -1 : 1;
  return a < b ? -1 : 1;
}

function comparePrerelease(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = compareIdentifiers(x[i], y[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Orders versions by SemVer's precedence. */
export function compareVersions(a: GoVersion, b: GoVersion): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

interface Constraint {
  readonly operator: string;
  readonly version: GoVersion;
  /** The parts that were left out or are wildcards. */
  readonly anyMajor: boolean;
  readonly anyMinor: boolean;
  readonly anyPatch: boolean;
}

const PART = '[0-9]+|x|X|\\*';
const SUFFIX = '(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';
const RANGE_VERSION = `v?(?:${PART})(?:\\.(?:${PART}))?(?:\\.(?:${PART}))?${SUFFIX}`;
const OPERATOR = '=<|=>|!=|>=|<=|~>|=|>|<|~|\\^';
const ONE = `(${OPERATOR})?\\s*(v?(${PART})(\\.(?:${PART}))?(\\.(?:${PART}))?(${SUFFIX}))`;
const SINGLE = new RegExp(`^\\s*${ONE}\\s*$`);
const EACH = new RegExp(`(?:${OPERATOR})?\\s*${RANGE_VERSION}`, 'g');
const LIST = new RegExp(
  `^(\\s*(?:${OPERATOR})?\\s*${RANGE_VERSION}\\s*)((?:\\s+|,\\s*)(?:${OPERATOR})?\\s*${RANGE_VERSION}\\s*)*$`,
);
const HYPHEN = new RegExp(`\\s*(${RANGE_VERSION})\\s+-\\s+(${RANGE_VERSION})\\s*`, 'g');

function isWildcard(part: string | undefined): boolean {
  return part === undefined || /^\.?[xX*]$/.test(part);
}

function parseOne(text: string): Constraint {
  const match = SINGLE.exec(text);
  if (match === null) throw new GoError(`improper constraint: ${text}`);
  const [, operator = '', , major, minor, patch, suffix = ''] = match;
  const anyMajor = isWildcard(major);
  const anyMinor = anyMajor || isWildcard(minor);
  const anyPatch = anyMinor || isWildcard(patch);
  const number = (part: string | undefined, any: boolean): string =>
    any ? '0' : (part ?? '0').replace('.', '');
  const version = parseVersion(
    `${number(major, anyMajor)}.${number(minor, anyMinor)}.${number(patch, anyPatch)}${anyMajor ? '' : suffix}`,
  );
  return { operator, version, anyMajor, anyMinor, anyPatch };
}

/** A parsed constraint such as `>= 1.2, < 2 || ^3`. */
export type GoConstraint = readonly (readonly Constraint[])[];

/**
 * semver.NewConstraint.
 * @throws GoError `improper constraint: …`
 */
export function parseConstraint(text: string): GoConstraint {
  const rewritten = text.replaceAll(HYPHEN, ' >=$1 <=$2 ');
  return rewritten.split('||').map((alternative) => {
    if (!LIST.test(alternative)) throw new GoError(`improper constraint: ${alternative}`);
    return (alternative.match(EACH) ?? []).map(parseOne);
  });
}

function tilde(version: GoVersion, wanted: Constraint): boolean {
  if (compareVersions(version, wanted.version) < 0) return false;
  // `~0.0.0` with nothing but wildcards takes everything.
  const { major, minor, patch, prerelease } = wanted.version;
  if (
    major === 0n &&
    minor === 0n &&
    patch === 0n &&
    prerelease === '' &&
    wanted.anyMinor &&
    wanted.anyPatch
  ) {
    return wanted.anyMajor || version.major === 0n;
  }
  return version.major === major && (version.minor === minor || wanted.anyMinor);
}

function caret(version: GoVersion, wanted: Constraint): boolean {
  const { major, minor, patch } = wanted.version;
  if (compareVersions(version, wanted.version) < 0) return false;
  if (major > 0n || wanted.anyMinor) return version.major === major;
  if (version.major > 0n) return false;
  if (minor > 0n || wanted.anyPatch) return version.minor === minor;
  return version.minor === 0n && version.patch === patch;
}

function equalTo(version: GoVersion, wanted: Constraint): boolean {
  if (wanted.anyPatch) return wanted.anyMajor || tilde(version, wanted);
  return compareVersions(version, wanted.version) === 0;
}

function above(version: GoVersion, wanted: Constraint): boolean {
  const { major, minor } = wanted.version;
  if (!wanted.anyPatch) return compareVersions(version, wanted.version) === 1;
  if (version.major !== major) return version.major > major;
  return !wanted.anyMinor && version.minor > minor;
}

function upTo(version: GoVersion, wanted: Constraint): boolean {
  const { major, minor } = wanted.version;
  if (!wanted.anyPatch) return compareVersions(version, wanted.version) <= 0;
  if (version.major !== major) return version.major < major;
  return wanted.anyMinor || version.minor <= minor;
}

function satisfies(version: GoVersion, wanted: Constraint): boolean {
  // A prerelease only matches a constraint that itself names one.
  if (version.prerelease !== '' && wanted.version.prerelease === '') return false;
  switch (wanted.operator) {
    case '':
    case '=':
      return equalTo(version, wanted);
    case '!=':
      return !equalTo(version, wanted);
    case '>':
      return above(version, wanted);
    case '<':
      return compareVersions(version, wanted.version) < 0;
    case '>=':
    case '=>':
      return compareVersions(version, wanted.version) >= 0;
    case '<=':
    case '=<':
      return upTo(version, wanted);
    case '~':
    case '~>':
      return wanted.anyMajor || tilde(version, wanted);
    default:
      return wanted.anyMajor || caret(version, wanted);
  }
}

/** Constraints.Check. */
export function checkConstraint(constraint: GoConstraint, version: GoVersion): boolean {
  return constraint.some((all) => all.every((one) => satisfies(version, one)));
}
