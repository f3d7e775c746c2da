import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect } from 'node:net';
import type { HttpGetAction, IntOrString, Probe } from '@fairway/kube';
import type { Address } from '../network/endpoint-table.ts';

/** What one try of a probe or hook gave. */
export interface ProbeOutcome {
  readonly success: boolean;
  /** Why not, in upstream's words. */
  readonly message: string;
}

/** How a probe reaches its container. */
export interface ProbeTarget {
  /** Where a declared port (number or name) is reached. */
  address(port: IntOrString): Address | undefined;
  exec(command: readonly string[], timeoutMs: number): Promise<{ code: number; output: string }>;
}

const maxMessage = 1024;

/** Runs a probe once. Never rejects: whatever goes wrong is a failure with its message. */
export async function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeOutcome> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.httpGet !== undefined) return await httpGet(probe.httpGet, target, timeoutMs);
    if (probe.tcpSocket !== undefined) {
      const { port, host } = probe.tcpSocket;
      return await tcpConnect(addressOf(port, host, target), timeoutMs);
    }
    if (probe.exec !== undefined) return await execute(probe.exec.command ?? [], target, timeoutMs);
    return { success: false, message: 'this kind of probe is not offered here' };
  } catch (error) {
    return { success: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** One GET; a status from 200 to 399 is a success. Redirects are not followed. */
export async function httpGet(
  action: HttpGetAction,
  target: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const address = addressOf(action.port, action.host, target);
  const secure = action.scheme === 'HTTPS';
  const headers: Record<string, string> = { 'user-agent': 'kube-probe/1.31', accept: '*/*' };
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value;
  headers['host'] ??= `${address.host}:${address.port}`;
  return await new Promise((resolve) => {
    const outgoing = (secure ? secureRequest : request)({
      host: address.host,
      port: address.port,
      path: action.path ?? '/',
      headers,
      agent: false,
      rejectUnauthorized: false,
    });
    const fail = (message: string): void => {
      clearTimeout(timer);
      outgoing.destroy();
      resolve({ success: false, message });
    };
    const timer = setTimeout(() => fail('context deadline exceeded'), timeoutMs);
    outgoing.once('error', (error) => fail(`Get "${action.path ?? '/'}": ${error.message}`));
    outgoing.once('response', (response) => {
      const status = response.statusCode ?? 0;
      if (status < 200 || status >= 400) {
        fail(`HTTP probe failed with statuscode: ${status}`);
        return;
      }
      response.resume();
      clearTimeout(timer);
      resolve({ success: true, message: '' });
    });
    outgoing.end();
  });
}

async function tcpConnect(address: Address, timeoutMs: number): Promise<ProbeOutcome> {
  return await new Promise((resolve) => {
    const socket = connect({ ...address, timeout: timeoutMs });
    const end = (success: boolean, message: string): void => {
      socket.destroy();
      resolve({ success, message });
    };
    socket.once('connect', () => end(true, ''));
    socket.once('timeout', () =>
      end(false, `dial tcp ${address.host}:${address.port}: i/o timeout`),
    );
    socket.once('error', (error) => end(false, error.message));
  });
}

async function execute(
  command: readonly string[],
  target: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const { code, output } = await target.exec(command, timeoutMs);
  return { success: code === 0, message: output.slice(0, maxMessage) };
}

/** A declared port is looked up; another one is taken as it is, on loopback. */
function addressOf(port: IntOrString, host: string | undefined, target: ProbeTarget): Address {
  const declared = host === undefined ? target.address(port) : undefined;
  if (declared !== undefined) return declared;
  const number = Number(port);
  if (!Number.isInteger(number)) throw new Error(`the container has no port called ${port}`);
  return { host: host ?? '127.0.0.1', port: number };
}
