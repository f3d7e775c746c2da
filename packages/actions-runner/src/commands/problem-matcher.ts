import { stripVTControlCharacters } from 'node:util';
import type { Annotation } from './annotation.ts';

/** Finds the failing lines in the output of compilers and test runners. */
interface ProblemMatcher {
  read(line: string): void;
  /** What was found, once the step is known to have failed. */
  findings(): readonly Annotation[];
}

const MAX_FINDINGS = 20;
const MAX_LINE = 2000;
/** `src/a.ts(3,7): error TS2322: …` and the pretty form with colons. */
const TSC = /^([^\s()][^()]*)\((\d+),(\d+)\): (error|warning) (TS\d+: .*)$/;
const TSC_PRETTY = /^([^\s:][^:]*):(\d+):(\d+) - (error|warning) (TS\d+: .*)$/;
/** `TypeError [CODE]: message`, as Node, Vitest and Jest print it. */
const ERROR = /^\s*(?:error: )?'?((?:[A-Za-z]*(?:Error|Exception))(?: \[[A-Z_0-9]+\])?: .*)$/;
/** `error: 'message'` and `error: |-` of node:test's TAP. */
const TAP_ERROR = /^\s+error: (.*)$/;
const TAP_TEST = /^\s*not ok \d+ - (.*?)(?: # .*)?$/;
const SPEC_TEST = /^\s*✖ (.*?)(?: \([\d.]+ms\))?$/;
const VITEST_TEST = /^\s*FAIL\s+(?:\|[^|]*\|\s+)?(\S.*)$/;
/** `location: 'file:5:1'` (TAP), `test at file:5:1` (spec). */
const LOCATION = /^\s*(?:location: '|test at )(.+?):(\d+):(\d+)'?$/;
/** A stack frame, or Vitest's pointer. */
const FRAME = /^\s*(?:at |❯ )(?:.*[ (])?(?:file:\/\/)?([^\s()]+):(\d+):(\d+)\)?$/;
/** The stack of TAP has no "at". */
const TAP_FRAME = /^\s{2,}(?:\S.* \()?(?:file:\/\/)?(\/[^\s()]+):(\d+):(\d+)\)?$/;
/** Python's traceback and its last line. */
const PYTHON_FRAME = /^\s*File "([^"]+)", line (\d+), in /;

/**
 * Creates a matcher for tsc, node:test (spec and TAP), Vitest, Jest and Python.
 *
 * @param workspace the repository's absolute path as the step sees it
 */
export function createProblemMatcher(workspace: string): ProblemMatcher {
  const state: MatcherState = { found: new Map(), workspace };
  return {
    read(line) {
      const text = stripVTControlCharacters(line.slice(0, MAX_LINE)).trimEnd();
      if (!readCompiler(state, text)) readTest(state, text);
    },
    findings() {
      settle(state);
      return [...state.found.values()];
    },
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface MatcherState {
  readonly found: Map<string, Annotation>;
  readonly workspace: string;
  test?: string | undefined;
  message?: string | undefined;
  /** Where the test begins: used when no frame of the error lies in the repository. */
  fallback?: Place | undefined;
  python?: Place | undefined;
  wantsMessage?: boolean;
}

function readCompiler(state: MatcherState, text: string): boolean {
  const match = TSC.exec(text) ?? TSC_PRETTY.exec(text);
  if (match === null) return false;
  const place = placeOf(state, match);
  if (place !== undefined)
    add(state, place, match[4] === 'warning' ? 'warning' : 'error', match[5]);
  return true;
}

function readTest(state: MatcherState, text: string): void {
  if (state.wantsMessage === true && text.trim() !== '') {
    state.message = `${state.message ?? ''} ${text.trim()}`.trim();
    state.wantsMessage = state.message.endsWith(':');
    return;
  }
  const title = TAP_TEST.exec(text) ?? SPEC_TEST.exec(text) ?? VITEST_TEST.exec(text);
  if (title !== null) {
    // The spec reporter prints the place before the name; a name starts a test otherwise.
    const beforeName =
      state.message === undefined && SPEC_TEST.test(text) ? state.fallback : undefined;
    settle(state);
    state.test = title[1];
    state.fallback = beforeName;
    return;
  }
  const location = LOCATION.exec(text);
  if (location !== null) {
    if (state.message !== undefined) settle(state);
    state.fallback = placeOf(state, location);
    return;
  }
  if (!readFrame(state, text)) readMessage(state, text);
}

function readMessage(state: MatcherState, text: string): void {
  const tap = TAP_ERROR.exec(text);
  if (tap !== null) {
    const message = (tap[1] ?? '').replace(/^'(.*)'$/, '$1');
    state.wantsMessage = /^[|>]-?$/.test(message);
    state.message = state.wantsMessage ? undefined : message;
    return;
  }
  const error = ERROR.exec(text);
  if (error === null) return;
  if (state.python !== undefined) {
    add(state, state.python, 'error', error[1]);
    state.python = undefined;
    return;
  }
  // A later error of the same test is its cause; the first is what the test says.
  if (state.message !== undefined && state.test !== undefined) return;
  state.message = error[1];
  // `Expected values to be equal:` is followed by the values.
  state.wantsMessage = error[1]?.endsWith(':') === true;
}

function readFrame(state: MatcherState, text: string): boolean {
  const python = PYTHON_FRAME.exec(text);
  if (python !== null) {
    state.python = placeOf(state, python) ?? state.python;
    return true;
  }
  const frame = FRAME.exec(text) ?? TAP_FRAME.exec(text);
  if (frame === null) return false;
  const place = state.message === undefined ? undefined : placeOf(state, frame);
  if (place !== undefined) report(state, place);
  return true;
}

/** Ends the present test: a failure without a frame in the repository is put where it begins. */
function settle(state: MatcherState): void {
  if (state.message !== undefined && state.fallback !== undefined) report(state, state.fallback);
  state.message = undefined;
  state.fallback = undefined;
}

function report(state: MatcherState, place: Place): void {
  const { test, message = '' } = state;
  add(state, place, 'error', message, test);
  state.message = undefined;
  state.fallback = undefined;
  state.test = undefined;
}

function add(
  state: MatcherState,
  place: Place,
  level: 'error' | 'warning',
  message = '',
  title?: string,
): void {
  const key = `${place.file}:${place.line}:${message}`;
  if (state.found.size >= MAX_FINDINGS || state.found.has(key)) return;
  state.found.set(key, { level, message, ...place, ...(title === undefined ? {} : { title }) });
}

/** A place inside the repository, its path relative; undefined for anything else. */
function placeOf(state: MatcherState, match: RegExpExecArray): Place | undefined {
  const path = match[1] ?? '';
  const prefix = `${state.workspace}/`;
  const file = path.startsWith(prefix) ? path.slice(prefix.length) : path.replace(/^\.\//, '');
  const outside =
    file.startsWith('/') ||
    file.startsWith('..') ||
    file.includes('node_modules/') ||
    file.startsWith('node:');
  if (outside || file === '') return undefined;
  return { file, line: Number(match[2]), column: Number(match[3] ?? 1) || 1 };
}
