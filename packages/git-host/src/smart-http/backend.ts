import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';

import { killGroup } from '../kill-group.ts';
import { readCgiHead } from './cgi-head.ts';
import type { SmartHttpLimits } from './limits.ts';

type Backend = ChildProcessByStdio<Writable, Readable, Readable>;

export interface BackendCall {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Required<SmartHttpLimits>;
  /** Aborted when the host closes. */
  readonly signal: AbortSignal;
}

/** How it ended: an HTTP status sent by git, or why git was stopped. */
export interface BackendOutcome {
  readonly status: number;
  readonly stopped?: 'client-gone' | 'idle' | 'too-long' | 'too-large' | 'closing';
  readonly stderr: string;
}

const KILL_AFTER_MS = 5_000;
const STOP_ANSWERS = {
  'client-gone': [499, 'The client went away.'],
  idle: [408, 'Nothing was sent for too long.'],
  'too-long': [504, 'The request took too long.'],
  'too-large': [413, 'The request is larger than this host accepts.'],
  closing: [503, 'The git host is shutting down; try again.'],
} as const satisfies Record<NonNullable<BackendOutcome['stopped']>, readonly [number, string]>;

/**
 * Runs git-http-backend(1) for one request, streaming both ways. The program and its children are a
 * process group, which ends with the request whatever happens.
 */
export async function serveByBackend(
  req: IncomingMessage,
  res: ServerResponse,
  call: BackendCall,
): Promise<BackendOutcome> {
  const child: Backend = spawn(call.program, [], {
    env: { ...call.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-16_384);
  });
  const exited = once(child, 'close').then(
    () => undefined,
    (error: unknown) => {
      stderr += String(error);
    },
  );
  const guard = watch(req, res, child, call);
  sendBody(req, child, guard);
  try {
    const status = await answer(res, child, guard, exited);
    await exited;
    return { status, ...(guard.stopped === undefined ? {} : { stopped: guard.stopped }), stderr };
  } finally {
    guard.release();
  }
}

interface Guard {
  stopped: BackendOutcome['stopped'];
  readonly limits: Required<SmartHttpLimits>;
  touch(): void;
  stop(reason: NonNullable<BackendOutcome['stopped']>): void;
  release(): void;
}

/** Ends the process group when the client leaves, a time-out passes or the host closes. */
function watch(
  req: IncomingMessage,
  res: ServerResponse,
  child: Backend,
  call: BackendCall,
): Guard {
  const { limits, signal } = call;
  let killer: NodeJS.Timeout | undefined;
  let ended = false;
  const guard: Guard = {
    stopped: undefined,
    limits,
    touch() {
      if (!ended) idle.refresh();
    },
    stop(reason) {
      if (guard.stopped !== undefined || ended) return;
      guard.stopped = reason;
      killGroup(child, 'SIGTERM');
      killer = setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS);
    },
    release() {
      for (const timer of [idle, total, killer]) clearTimeout(timer);
      signal.removeEventListener('abort', onClosing);
      res.off('close', onGone);
    },
  };
  const onClosing = (): void => guard.stop('closing');
  const onGone = (): void => {
    if (!res.writableFinished) guard.stop('client-gone');
  };
  const idle = setTimeout(() => guard.stop('idle'), limits.idleTimeoutMs);
  const total = setTimeout(() => guard.stop('too-long'), limits.totalTimeoutMs);
  // Afterwards the group's number may belong to others.
  child.once('close', () => {
    ended = true;
    clearTimeout(killer);
  });
  signal.addEventListener('abort', onClosing);
  res.on('close', onGone);
  if (signal.aborted) onClosing();
  if (req.destroyed && !req.complete) onGone();
  return guard;
}

function sendBody(req: IncomingMessage, child: Backend, guard: Guard): void {
  let received = 0;
  req.on('data', (chunk: Buffer) => {
    guard.touch();
    received += chunk.length;
    if (received > guard.limits.maxRequestBytes) guard.stop('too-large');
  });
  // git may answer before it has read all; the rest is drained so that the answer arrives.
  child.stdin.on('error', () => {
    req.unpipe(child.stdin);
    req.resume();
  });
  req.pipe(child.stdin);
}

async function answer(
  res: ServerResponse,
  child: Backend,
  guard: Guard,
  exited: Promise<void>,
): Promise<number> {
  const head = await readCgiHead(child.stdout);
  if (head === undefined) {
    child.stdout.resume();
    await exited;
    return answerWithoutGit(res, guard);
  }
  // Nothing is sent before the body begins, so that a request stopped until then gets its reason.
  res.statusCode = head.status;
  for (const [name, value] of head.headers) res.setHeader(name, value);
  child.stdout.on('data', () => guard.touch());
  child.stdout.pipe(res, { end: false });
  await exited;
  if (guard.stopped === undefined) res.end();
  else if (!res.headersSent) return answerWithoutGit(res, guard);
  // A cut answer must not look complete.
  else res.destroy();
  return head.status;
}

function answerWithoutGit(res: ServerResponse, guard: Guard): number {
  const [status, message] =
    guard.stopped === undefined
      ? [500, 'git ended without an answer.']
      : STOP_ANSWERS[guard.stopped];
  if (!res.destroyed) {
    for (const name of res.getHeaderNames()) res.removeHeader(name);
    res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
    res.end(`${message}\n`);
  }
  return status;
}
