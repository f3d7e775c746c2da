import { TemplateLimitError } from '../errors.ts';

/** Bounds of one execution, so that no template can hang or exhaust the process. */
export interface ExecutionLimits {
  /** Characters that the output, and each text a function builds, may have. Default 64 Mi. */
  readonly maxOutput?: number;
  /** Characters and list items that functions may build in all. Default 1 Gi. */
  readonly maxAllocation?: number;
  /** Milliseconds of wall clock. Default 30 000. */
  readonly maxMilliseconds?: number;
  /** Depth of templates that call one another. Default 1000; the machine's stack may end it earlier. */
  readonly maxDepth?: number;
}

const DEFAULTS = {
  maxOutput: 64 * 1024 * 1024,
  maxAllocation: 1024 * 1024 * 1024,
  maxMilliseconds: 30_000,
  maxDepth: 1000,
} satisfies Required<ExecutionLimits>;

/** Looking at the clock is dear: it is done once in this many steps. */
const STEPS_BETWEEN_LOOKS = 2048;

/** Counts what an execution uses; shared by everything that belongs to it. */
export class Budget {
  readonly maxDepth: number;
  readonly #maxOutput: number;
  readonly #maxAllocation: number;
  readonly #maxMilliseconds: number;
  readonly #clock: () => number;
  readonly #deadline: number;
  #steps = 0;
  #allocated = 0;

  constructor(limits: ExecutionLimits = {}, clock: () => number = () => performance.now()) {
    this.maxDepth = limits.maxDepth ?? DEFAULTS.maxDepth;
    this.#maxOutput = limits.maxOutput ?? DEFAULTS.maxOutput;
    this.#maxAllocation = limits.maxAllocation ?? DEFAULTS.maxAllocation;
    this.#maxMilliseconds = limits.maxMilliseconds ?? DEFAULTS.maxMilliseconds;
    this.#clock = clock;
    this.#deadline = clock() + this.#maxMilliseconds;
  }

  /** Counts one step of the evaluator. */
  step(): void {
    this.#steps++;
    if (this.#steps % STEPS_BETWEEN_LOOKS === 0 && this.#clock() > this.#deadline) {
      throw new TemplateLimitError(
        `rendering took longer than ${this.#maxMilliseconds} ms; look for loops over very large lists`,
      );
    }
  }

  /** Counts characters or items that are about to be built. */
  charge(units: number): void {
    if (units > this.#maxOutput) {
      throw new TemplateLimitError(
        `a value of ${units} characters or items is over the limit of ${this.#maxOutput}`,
      );
    }
    this.#allocated += units;
    if (this.#allocated > this.#maxAllocation) {
      throw new TemplateLimitError(
        `rendering built over ${this.#maxAllocation} characters and items in all, which is the limit`,
      );
    }
  }

  /** Refuses output over the limit. */
  checkOutput(length: number): void {
    if (length > this.#maxOutput) {
      throw new TemplateLimitError(`the output is over the limit of ${this.#maxOutput} characters`);
    }
  }
}
