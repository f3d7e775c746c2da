import { appendFileSync, statSync, watch, type FSWatcher } from 'node:fs';
import { copyFile, rename, truncate, writeFile } from 'node:fs/promises';
import { formatEntry } from './log-index.ts';

const settleMs = 50;

/** The index beside a log file. */
export function indexFile(logFile: string): string {
  return `${logFile}.index`;
}

/** Where the older part of a rotated log is. */
export function rotatedFile(logFile: string): string {
  return `${logFile}.1`;
}

/**
 * Follows the growth of a log: notes when its bytes were seen and rotates it by copy and truncate,
 * as the descriptor lives in the container. A line written between the two steps can be lost.
 */
export class LogTracker {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #now: () => number;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #seen = 0;
  #rotating: Promise<void> | undefined;

  /** `resumed`: the log of an adopted container, whose bytes so far are in the index. */
  constructor(file: string, maxBytes: number, now: () => number, resumed: boolean) {
    this.#file = file;
    this.#maxBytes = maxBytes;
    this.#now = now;
    if (resumed) this.#seen = sizeOf(file);
    else this.#look();
    this.#watcher = watch(file, () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#look();
      }, settleMs);
    });
    this.#watcher.on('error', () => this.#watcher?.close());
  }

  /** Notes what came last and stops watching. */
  async close(): Promise<void> {
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#timer);
    await this.#rotating;
    this.#look();
  }

  #look(): void {
    if (this.#rotating !== undefined) return;
    const size = sizeOf(this.#file);
    if (size === this.#seen) return;
    const offset = size < this.#seen ? 0 : this.#seen;
    this.#seen = size;
    try {
      appendFileSync(indexFile(this.#file), formatEntry({ offset, time: this.#now() }));
    } catch {
      // The pod's folder was removed meanwhile.
      return;
    }
    if (size > this.#maxBytes && this.#watcher !== undefined) this.#rotating = this.#rotate();
  }

  async #rotate(): Promise<void> {
    try {
      const rotated = rotatedFile(this.#file);
      await rename(indexFile(this.#file), indexFile(rotated));
      await copyFile(this.#file, rotated);
      await truncate(this.#file);
      await writeFile(indexFile(this.#file), '');
      this.#seen = 0;
    } catch {
      // The disk is full or the folder gone: the log grows on, and the next look tries again.
    } finally {
      this.#rotating = undefined;
    }
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
