import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 8192;
const KEPT_LINES = 40;

/** Follows a file that another process appends to, line by line. */
export class LogTail {
  readonly #file: string;
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #kept: string[] = [];
  #position = 0;
  #rest = '';

  constructor(file: string, onLine: (line: string) => void) {
    this.#file = file;
    this.#onLine = onLine;
  }

  /** The last lines so far. */
  get last(): readonly string[] {
    return this.#kept;
  }

  /** Reads what came since the last call. */
  async read(): Promise<void> {
    const handle = await open(this.#file, 'r').catch(() => undefined);
    if (handle === undefined) return;
    try {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, this.#position);
        if (bytesRead === 0) return;
        this.#position += bytesRead;
        this.#take(this.#decoder.write(buffer.subarray(0, bytesRead)));
      }
    } finally {
      await handle.close();
    }
  }

  /** Reads to the end, an unfinished line included. */
  async finish(): Promise<void> {
    await this.read();
    if (this.#rest !== '') this.#emit(this.#rest);
    this.#rest = '';
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#emit(line);
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#emit(this.#rest);
    this.#rest = '';
  }

  #emit(line: string): void {
    const clean = line.replace(/\r$/, '').slice(0, LONGEST_LINE);
    this.#kept.push(clean);
    if (this.#kept.length > KEPT_LINES) this.#kept.shift();
    this.#onLine(clean);
  }
}
