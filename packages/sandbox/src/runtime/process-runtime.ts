import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shimFile } from '../host/host-tools.ts';
import { launch } from '../process/launch.ts';
import type { ProcessRecord } from '../process/running-process.ts';
import { runTool } from '../process/run-tool.ts';
import type { SandboxSpec } from '../sandbox.ts';
import { hostPath } from './host-path.ts';
import { freshFolder, recordOf, type Backend } from './namespace-runtime.ts';

const markerName = 'FAIRWAY_PROCESS';

/**
 * The fallback without namespaces: an own session, resource limits, no new privileges, the owner's
 * uid when started as root. The process sees the host; paths of the spec are translated.
 */
export function createProcessBackend(owner: {
  readonly uid: number;
  readonly gid: number;
}): Backend {
  const ids = process.getuid?.() === 0 ? [String(owner.uid), String(owner.gid)] : ['-', '-'];
  return {
    reap,
    async start(spec) {
      await freshFolder(spec.dir);
      const marker = `${spec.id}.${randomUUID()}`;
      const record = { ...recordOf(spec, []), marker };
      return await launch(
        ['/bin/sh', shimFile, 'process', ...ids],
        onHost(spec, marker),
        record,
        reap,
        owner,
      );
    },
    async exec(process, argv, env, timeoutMs) {
      const variables = { ...env, [markerName]: process.record.marker ?? '' };
      const list = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      const [uid, gid] = ids;
      const drop = uid === '-' ? [] : ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups'];
      const run = ['env', '-i', '-C', `/proc/${process.pid}/cwd`, '--', ...list, ...argv];
      return await runTool(['setpriv', ...drop, '--no-new-privs', '--', ...run], timeoutMs);
    },
  };
}

function onHost(spec: SandboxSpec, marker: string): SandboxSpec {
  const [program, ...args] = spec.argv;
  return {
    ...spec,
    argv: [hostPath(spec, program), ...args.map((argument) => hostPath(spec, argument))],
    cwd: hostPath(spec, spec.cwd),
    env: { ...spec.env, [markerName]: marker },
  };
}

/** Kills every process that carries the marker until none is left. */
async function reap(record: ProcessRecord): Promise<void> {
  if (record.marker === undefined) return;
  const wanted = `${markerName}=${record.marker}\0`;
  for (let found = true; found;) {
    found = false;
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const environment = await readFile(join('/proc', pid, 'environ'), 'utf8').catch(() => '');
      if (!`${environment}\0`.includes(wanted)) continue;
      try {
        process.kill(Number(pid), 'SIGKILL');
        found = true;
      } catch {
        // It ended between the look and the signal.
      }
    }
  }
}
