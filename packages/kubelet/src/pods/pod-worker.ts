import { setTimeout as delay } from 'node:timers/promises';
import { formatTime, isStatus, parseTime, resources, type Pod } from '@fairway/kube';
import type { SandboxExit, SandboxProcess } from '@fairway/sandbox';
import { KubeletError, messageOf } from '../errors.ts';
import { podEndpoints, grantNetwork, type PodNetwork } from '../network/pod-network.ts';
import { podStatus } from '../status/pod-status.ts';
import { retryTime } from './back-off.ts';
import { containerOf, isLive, newRecords, type ContainerRecord } from './container-record.ts';
import { sandboxId } from './container-plan.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { attemptFolder, launchContainer, logFileOf } from './launch-container.ts';
import { nextStep, policyOf, startTime, type Step } from './next-step.ts';
import { backingOff, exited, notStarted, running, starting, stoppedByUs } from './pod-records.ts';
import type { SavedPod } from './pod-store.ts';
import { RunningContainer } from './running-container.ts';
import { terminatedState } from './terminated.ts';
import { unsupportedFeatures } from './unsupported.ts';

const killMs = 30_000;

/** Runs one pod: every look (`reconcile`) takes it one step on, and says when to look again. */
export class PodWorker {
  readonly uid: string;
  readonly #context: KubeletContext;
  readonly #containers = new Map<string, RunningContainer>();
  readonly #pull = new AbortController();
  readonly #launches = new Set<Promise<void>>();
  #pod: Pod;
  #records: ContainerRecord[];
  #network: PodNetwork | undefined;
  #startTime: string;
  #gone = false;
  #frozen = false;
  #adopting: boolean;
  #stopping: Promise<void> | undefined;
  #finished = false;
  #deadline = false;
  #written = '';
  #saving: Promise<void> = Promise.resolve();

  constructor(context: KubeletContext, pod: Pod, saved: SavedPod | undefined) {
    this.uid = pod.metadata.uid ?? '';
    this.#context = context;
    this.#pod = pod;
    this.#records = [...(saved?.records ?? newRecords(pod.spec))];
    this.#network = saved?.network;
    this.#startTime = saved?.startTime ?? pod.status?.startTime ?? formatTime(context.now());
    this.#adopting = saved !== undefined;
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** A new version of the pod's object. */
  update(pod: Pod): void {
    this.#pod = pod;
    // No new request may reach it from here on, long before its processes hear of it.
    if (this.#deleting()) this.#context.endpoints.drain(this.uid);
  }

  /** The object is no more: what runs is ended and nothing is written. */
  objectGone(): void {
    this.#gone = true;
    this.#context.endpoints.drain(this.uid);
  }

  /** Whether the pod has been seen off and can be forgotten. */
  get finished(): boolean {
    return this.#finished;
  }

  running(container: string): RunningContainer | undefined {
    return this.#containers.get(container);
  }

  record(container: string): ContainerRecord | undefined {
    return this.#records.find(({ name }) => name === container);
  }

  /** One look at the pod. */
  async reconcile(): Promise<{ requeueAfterMs?: number }> {
    if (this.#frozen || this.#finished) return {};
    if (this.#ended() && !this.#deleting()) return {};
    if (this.#network === undefined) await this.#takeIn();
    if (this.#adopting) await this.#adopt();
    const now = this.#context.now().getTime();
    const facts = { deleting: this.#deleting(), startedAt: parseTime(this.#startTime) ?? now };
    const step = nextStep(this.#pod.spec, this.#records, facts, now);
    this.#deadline ||= step.outcome === 'Failed' && !facts.deleting && step.stop;
    if (facts.deleting) this.#pull.abort();
    if (step.stop) this.#stopAll();
    for (const name of step.start) this.#start(name);
    const toldAt = this.#noteBackOff(now);
    await this.#publish(step);
    if (facts.deleting && this.#stopping === undefined && !this.#records.some(isLive)) {
      await this.#finish();
    }
    await this.#saving;
    const wakeAt = Math.min(step.wakeAt ?? Number.POSITIVE_INFINITY, toldAt);
    return wakeAt === Number.POSITIVE_INFINITY ? {} : { requeueAfterMs: Math.max(1, wakeAt - now) };
  }

  /** Ends all containers with the server; the next one starts them anew. */
  async shutDown(maxGraceMs: number): Promise<void> {
    this.#frozen = true;
    this.#pull.abort();
    this.#context.endpoints.drain(this.uid);
    // What is being started just now fails, or is stopped with the others.
    await Promise.all(this.#launches);
    const graceMs = Math.min(this.#graceMs(), maxGraceMs);
    await Promise.all([...this.#containers.values()].map((container) => container.stop(graceMs)));
    await this.detach();
    this.#records = this.#records.map(stoppedByUs);
    if (this.#network !== undefined && !this.#ended()) await this.#save();
  }

  /** Lets go of the pod and leaves its processes running. */
  async detach(): Promise<void> {
    this.#frozen = true;
    this.#pull.abort();
    await Promise.all(this.#launches);
    await Promise.all([...this.#containers.values()].map((container) => container.release()));
    await this.#saving;
  }

  #deleting(): boolean {
    return this.#gone || this.#pod.metadata.deletionTimestamp !== undefined;
  }

  /** A pod whose end an earlier kubelet reported does not run again. */
  #ended(): boolean {
    const phase = this.#pod.status?.phase;
    return (phase === 'Succeeded' || phase === 'Failed') && !this.#records.some(isLive);
  }

  #graceMs(): number {
    const { metadata, spec } = this.#pod;
    const seconds = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
    return this.#gone ? Math.min(seconds * 1000, killMs) : seconds * 1000;
  }

  async #takeIn(): Promise<void> {
    const { ports, addresses, endpoints, recorder } = this.#context;
    this.#network = await grantNetwork(this.#pod, addresses, () => ports.next());
    addresses.add(this.#network.ip);
    endpoints.set(
      this.uid,
      this.#network.ip,
      podEndpoints(this.#pod, this.#network, this.#deleting()),
    );
    for (const sentence of unsupportedFeatures(this.#pod)) {
      recorder.event(this.#pod, 'Warning', 'NotSupported', sentence);
    }
    await this.#save();
  }

  /** Takes over what an earlier kubelet started, running or ended meanwhile. */
  async #adopt(): Promise<void> {
    this.#adopting = false;
    const network = this.#network;
    if (network === undefined) return;
    const { ports, addresses, endpoints, sandbox, store } = this.#context;
    ports.keep(network.ports.map(({ granted }) => granted));
    addresses.add(network.ip);
    endpoints.set(this.uid, network.ip, podEndpoints(this.#pod, network, this.#deleting()));
    for (const record of this.#records) {
      if (!isLive(record)) continue;
      const attempt = record.attempts - 1;
      const id = sandboxId(this.uid, record.name, attempt);
      const dir = attemptFolder(store.folder(this.uid), record.name, attempt);
      const process = await sandbox.adopt(id, dir);
      if (process === undefined) this.#put(stoppedByUs(record));
      else this.#attach(record, process, record.imageId, true);
    }
  }

  #start(name: string): void {
    const record = this.record(name);
    if (record === undefined) return;
    this.#put(starting(record, this.#context.now().getTime()));
    const launch = this.#launch(name).finally(() => this.#launches.delete(launch));
    this.#launches.add(launch);
  }

  async #launch(name: string): Promise<void> {
    const { recorder, logger } = this.#context;
    const pod = this.#pod;
    const container = containerOf(pod.spec, name);
    const record = this.record(name);
    if (container === undefined || record === undefined || this.#network === undefined) return;
    try {
      await this.#save();
      const { signal } = this.#pull;
      const attempt = record.attempts - 1;
      const launched = await launchContainer(
        this.#context,
        pod,
        container,
        this.#network,
        attempt,
        signal,
      );
      recorder.event(pod, 'Normal', 'Created', `Created container ${name}`, name);
      recorder.event(pod, 'Normal', 'Started', `Started container ${name}`, name);
      this.#attach(record, launched.process, launched.imageId, false);
    } catch (error) {
      const reason = error instanceof KubeletError ? error.reason : 'CreateContainerError';
      const message = messageOf(error);
      if (!this.#pull.signal.aborted) {
        if (!(error instanceof KubeletError))
          logger.warn({ pod: pod.metadata.name, error: message }, 'container was not started');
        if (reason !== 'ErrImagePull')
          recorder.event(
            pod,
            'Warning',
            reason === 'FailedMount' ? reason : 'Failed',
            `Error: ${message}`,
            name,
          );
      }
      this.#put(
        notStarted(this.record(name) ?? record, reason, message, this.#context.now().getTime()),
      );
    }
    this.#wake();
  }

  #attach(
    record: ContainerRecord,
    process: SandboxProcess,
    imageId: string,
    adopted: boolean,
  ): void {
    const container = containerOf(this.#pod.spec, record.name);
    const network = this.#network;
    if (container === undefined || network === undefined) {
      void process.stop(0);
      return;
    }
    const runner = new RunningContainer(this.#context, container, network, process, adopted);
    this.#containers.set(record.name, runner);
    const startedAt = `${process.startedAt.slice(0, 19)}Z`;
    this.#put(running(record, startedAt, `fairway://${process.id}`, imageId));
    void this.#watch(record.name, runner);
    void this.#begin(record.name, runner, adopted && record.started);
  }

  async #begin(name: string, runner: RunningContainer, alreadyStarted: boolean): Promise<void> {
    try {
      if (!alreadyStarted) await runner.postStart();
    } catch (error) {
      this.#event('Warning', 'FailedPostStartHook', messageOf(error), name);
      await runner.stop(this.#graceMs());
      return;
    }
    if (this.#containers.get(name) !== runner) return;
    const change = (part: Partial<ContainerRecord>): void => {
      const record = this.record(name);
      if (record === undefined || this.#containers.get(name) !== runner) return;
      this.#put({ ...record, ...part });
      this.#wake();
    };
    runner.probe(
      {
        started: () => change({ started: true }),
        ready: (ready) => change({ ready }),
        unhealthy: (kind, message) => {
          const title = kind.charAt(0).toUpperCase() + kind.slice(1);
          this.#event('Warning', 'Unhealthy', `${title} probe failed: ${message}`, name);
          if (message.includes('ECONNREFUSED')) this.#notePort(name);
        },
        failed: (kind) => {
          const message = `Container ${name} failed ${kind} probe, will be restarted`;
          this.#event('Normal', 'Killing', message, name);
          const probe =
            kind === 'startup' ? runner.container.startupProbe : runner.container.livenessProbe;
          const seconds = probe?.terminationGracePeriodSeconds;
          void runner.stop(seconds === undefined ? this.#graceMs() : seconds * 1000);
        },
      },
      alreadyStarted,
    );
  }

  /** The likeliest reason that nothing answers on this network, where ports are granted. */
  #notePort(name: string): void {
    const grant = this.#network?.ports.find(({ container }) => container === name);
    if (grant === undefined) return;
    const message = `Nothing listens on port ${grant.granted}, given to container ${name} as PORT for its port ${grant.declared}. Pods share the machine's ports here: the program must listen on the PORT it is given.`;
    this.#event('Warning', 'PortNotServed', message, name);
  }

  async #watch(name: string, runner: RunningContainer): Promise<void> {
    const exit = await runner.process.exited;
    if (this.#frozen) return;
    await runner.release();
    this.#containers.delete(name);
    const record = this.record(name);
    if (record !== undefined) await this.#onExit(record, runner, exit);
    this.#wake();
  }

  async #onExit(
    record: ContainerRecord,
    runner: RunningContainer,
    exit: SandboxExit,
  ): Promise<void> {
    const { process } = runner;
    const startedAt = `${process.startedAt.slice(0, 19)}Z`;
    const id = `fairway://${process.id}`;
    const terminated = await terminatedState(exit, startedAt, id, process.dir, process.logFile);
    const next = exited(record, terminated);
    this.#put(next);
    if (this.#deleting() || startTime(next, policyOf(next, this.#pod.spec)) === undefined) return;
    const finishedAt = parseTime(terminated.finishedAt) ?? 0;
    if (retryTime(next.backOff, finishedAt) <= finishedAt) return;
    const { name, namespace, uid } = this.#pod.metadata;
    const said = terminated.message === undefined ? '' : `: ${terminated.message}`;
    const message = `Back-off restarting failed container ${record.name} in pod ${name}_${namespace}(${uid})${said}`;
    this.#event('Warning', 'BackOff', message, record.name);
  }

  /** Ends all that runs, once; a look follows when it is done. */
  #stopAll(): void {
    this.#pull.abort();
    this.#stopping ??= this.#stopContainers();
  }

  async #stopContainers(): Promise<void> {
    const { endpoints, drainMs } = this.#context;
    const graceMs = this.#graceMs();
    endpoints.drain(this.uid);
    if ((this.#network?.ports.length ?? 0) > 0 && this.#containers.size > 0 && graceMs > 0) {
      await delay(drainMs);
    }
    while (this.#records.some(isLive)) {
      const runners = [...this.#containers.values()];
      for (const { container } of runners) {
        this.#event('Normal', 'Killing', `Stopping container ${container.name}`, container.name);
      }
      await Promise.all(runners.map((runner) => runner.stop(graceMs)));
      // What was being started just now shows up here, or fails by the aborted signal.
      if (this.#records.some(isLive)) await delay(20);
    }
    this.#stopping = undefined;
    this.#wake();
  }

  async #publish(step: Step): Promise<void> {
    const network = this.#network;
    if (this.#gone || network === undefined || this.#frozen) return;
    const { client, hostAddress, now } = this.#context;
    const { name = '', namespace = 'default' } = this.#pod.metadata;
    const late = this.#deadline && this.#pod.spec.activeDeadlineSeconds !== undefined;
    const status = podStatus({
      pod: this.#pod,
      records: this.#records,
      ...(step.outcome === undefined ? {} : { outcome: step.outcome }),
      ...(late
        ? {
            reason: 'DeadlineExceeded',
            message: 'Pod was active on the node longer than the specified deadline',
          }
        : {}),
      startTime: this.#startTime,
      podIP: network.ip,
      hostIP: hostAddress,
      now: formatTime(now()),
    });
    const text = JSON.stringify(status, (key, value: unknown) =>
      key === 'lastTransitionTime' ? undefined : value,
    );
    if (text === this.#written) return;
    const body = { metadata: { uid: this.uid }, status };
    try {
      const ref = { name, namespace, subresource: 'status' };
      await client.patch(resources.pods, ref, body, { type: 'application/merge-patch+json' });
      this.#written = text;
    } catch (error) {
      // The watch will say so too; or another pod has the name by now.
      if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error;
    }
  }

  /** A failed pull is told for a second, then that it backs off. Returns when that is due. */
  #noteBackOff(now: number): number {
    let due = Number.POSITIVE_INFINITY;
    this.#records = this.#records.map((record) => {
      const next = backingOff(record, containerOf(this.#pod.spec, record.name)?.image ?? '');
      const at = (record.imageFailures?.updatedAt ?? 0) + 1000;
      if (next === record || now >= at) return next;
      due = Math.min(due, at);
      return record;
    });
    return due;
  }

  /** Deletes the object for good and forgets all of the pod. */
  async #finish(): Promise<void> {
    const { client, store, ports, addresses, endpoints } = this.#context;
    const { name = '', namespace = 'default' } = this.#pod.metadata;
    if (!this.#gone) {
      try {
        const options = { gracePeriodSeconds: 0, preconditions: { uid: this.uid } };
        await client.delete(resources.pods, { name, namespace }, options);
      } catch (error) {
        if (!isStatus(error, 'NotFound') && !isStatus(error, 'Conflict')) throw error;
      }
    }
    this.#finished = true;
    await this.#saving;
    await store.remove(this.uid);
    ports.release((this.#network?.ports ?? []).map(({ granted }) => granted));
    if (this.#network !== undefined) addresses.delete(this.#network.ip);
    endpoints.remove(this.uid);
  }

  #put(record: ContainerRecord): void {
    this.#records = this.#records.map((entry) => (entry.name === record.name ? record : entry));
    void this.#save();
  }

  /** Writes are in order, and one that fails is told but stops nothing. */
  async #save(): Promise<void> {
    const network = this.#network;
    if (network === undefined || this.#finished) return;
    const { name = '', namespace = 'default' } = this.#pod.metadata;
    const { uid } = this;
    const before = this.#saving;
    const write = async (): Promise<void> => {
      await before;
      if (this.#finished) return;
      const records = this.#records;
      try {
        await this.#context.store.save({
          uid,
          name,
          namespace,
          startTime: this.#startTime,
          network,
          records,
        });
      } catch (error) {
        this.#context.logger.warn(
          { pod: name, error: messageOf(error) },
          'pod state was not saved',
        );
      }
    };
    this.#saving = write();
    await this.#saving;
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string, container: string): void {
    this.#context.recorder.event(this.#pod, type, reason, message, container);
  }

  #wake(): void {
    if (!this.#frozen) this.#context.wake(this.uid);
  }

  /** The log of the latest attempt, or of the one before it. */
  logFile(container: string, previous: boolean): string | undefined {
    const attempts = (this.record(container)?.attempts ?? 0) - (previous ? 1 : 0);
    if (attempts <= 0) return undefined;
    return logFileOf(this.#context.store.folder(this.uid), container, attempts - 1);
  }
}
