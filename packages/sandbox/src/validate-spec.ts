import { isAbsolute, normalize } from 'node:path';
import { SandboxError } from './errors.ts';
import type { SandboxSpec } from './sandbox.ts';

/** Throws `invalid-spec`, naming the field, for a spec that no runtime could honour. */
export function validateSpec(spec: SandboxSpec): void {
  check(/^[a-z0-9][a-z0-9.-]{0,127}$/.test(spec.id), `id ${JSON.stringify(spec.id)} is not a name`);
  check(/^[A-Za-z0-9][A-Za-z0-9.-]{0,62}$/.test(spec.hostname), 'hostname is not a host name');
  absolute('dir', spec.dir);
  absolute('cwd', spec.cwd);
  check(spec.argv[0] !== '' && !spec.argv[0].includes('='), 'argv[0] is empty or has an "="');
  for (const argument of spec.argv) noNul('argv', argument);
  for (const [name, value] of Object.entries(spec.env)) {
    check(
      name !== '' && !name.includes('='),
      `env has the impossible name ${JSON.stringify(name)}`,
    );
    noNul('env', name + value);
  }
  validateRoot(spec);
  for (const mount of spec.mounts) {
    absolute('mounts.source', mount.source);
    target('mounts.target', mount.target);
    if (mount.overlayUpper !== undefined) absolute('mounts.overlayUpper', mount.overlayUpper);
  }
  for (const mount of spec.tmpfs ?? []) target('tmpfs.target', mount.target);
  for (const [name, value] of Object.entries(spec.limits ?? {})) {
    check(
      Number.isSafeInteger(value) && Number(value) > 0,
      `limits.${name} is not a positive integer`,
    );
  }
}

function validateRoot(spec: SandboxSpec): void {
  check(
    spec.root.hostBase || spec.root.layers.length > 0,
    'root has neither layers nor the host base: there would be nothing to run',
  );
  for (const layer of spec.root.layers) absolute('root.layers', layer);
  if (spec.root.upper !== undefined) absolute('root.upper', spec.root.upper);
}

function target(field: string, path: string): void {
  absolute(field, path);
  check(normalize(path) !== '/', `${field} is the root itself`);
  check(!/^\/(proc|\.fw|\.mounts)(\/|$)/.test(normalize(path)), `${field} ${path} is reserved`);
}

function absolute(field: string, path: string): void {
  noNul(field, path);
  check(isAbsolute(path), `${field} ${JSON.stringify(path)} is not an absolute path`);
}

function noNul(field: string, text: string): void {
  check(!text.includes('\0'), `${field} holds a NUL character`);
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new SandboxError('invalid-spec', `The sandbox spec is invalid: ${message}.`);
}
