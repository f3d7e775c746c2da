import { fn, type FunctionTable } from '../values/go-function.ts';
import { GoInt, goInt } from '../values/go-int.ts';
import { GoStruct } from '../values/go-types.ts';
import { text } from './convert.ts';
import {
  checkConstraint,
  compareVersions,
  parseConstraint,
  parseVersion,
  type GoVersion,
} from './semver-constraint.ts';

function versionText(version: GoVersion): string {
  const prerelease = version.prerelease === '' ? '' : `-${version.prerelease}`;
  const metadata = version.metadata === '' ? '' : `+${version.metadata}`;
  return `${version.major}.${version.minor}.${version.patch}${prerelease}${metadata}`;
}

const versions = new WeakMap<GoStruct, GoVersion>();

function otherVersion(value: unknown): GoVersion {
  const known = value instanceof GoStruct ? versions.get(value) : undefined;
  return known ?? parseVersion(text(value));
}

/** A *semver.Version with the methods that templates call. */
function versionValue(version: GoVersion): GoStruct {
  const constant = (value: unknown): ReturnType<typeof fn> => fn([], () => value);
  const value = new GoStruct({
    typeName: '*semver.Version',
    kind: 'ptr',
    text: versionText(version),
    json: versionText(version),
    methods: new Map([
      ['Major', constant(new GoInt('uint64', version.major))],
      ['Minor', constant(new GoInt('uint64', version.minor))],
      ['Patch', constant(new GoInt('uint64', version.patch))],
      ['Prerelease', constant(version.prerelease)],
      ['Metadata', constant(version.metadata)],
      ['Original', constant(version.original)],
      ['String', constant(versionText(version))],
      ['Compare', fn(['any'], ([other]) => goInt(compareVersions(version, otherVersion(other))))],
      ['Equal', fn(['any'], ([other]) => compareVersions(version, otherVersion(other)) === 0)],
      ['GreaterThan', fn(['any'], ([other]) => compareVersions(version, otherVersion(other)) > 0)],
      ['LessThan', fn(['any'], ([other]) => compareVersions(version, otherVersion(other)) < 0)],
    ]),
  });
  versions.set(value, version);
  return value;
}

/** sprig's functions on versions. */
export const SEMVER_FUNCTIONS: FunctionTable = {
  semver: fn(['string'], ([version]) => versionValue(parseVersion(text(version)))),
  semverCompare: fn(['string', 'string'], ([constraint, version]) => {
    const wanted = parseConstraint(text(constraint));
    return checkConstraint(wanted, parseVersion(text(version)));
  }),
};
