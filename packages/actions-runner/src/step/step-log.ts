import type { Annotation } from '../commands/annotation.ts';
import { createLogInterpreter, type LogKind } from '../commands/log-interpreter.ts';
import { createProblemMatcher } from '../commands/problem-matcher.ts';
import type { Masker } from '../commands/masker.ts';
import type { StepRef, UntimedEvent } from '../run/events.ts';

/** The log of one step: lines go in, masked events come out, findings are kept. */
export interface StepLog {
  /** Output of a process: workflow commands take effect. */
  readonly output: (line: string) => void;
  /** A line of the runner itself. */
  readonly say: (text: string, kind?: LogKind) => void;
  readonly annotate: (annotation: Annotation) => void;
  /** Adds the places that the output of a failed step names. */
  addFindings(): void;
  /** What `::set-output::` set. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly annotations: readonly Annotation[];
}

const MAX_ANNOTATIONS = 50;

/** Creates the log of a step. `workspace` is the repository's path as the step sees it. */
export function createStepLog(
  step: StepRef,
  masker: Masker,
  workspace: string,
  emit: (event: UntimedEvent) => void,
): StepLog {
  const interpret = createLogInterpreter(masker);
  const matcher = createProblemMatcher(workspace);
  const outputs = new Map<string, string>();
  const annotations: Annotation[] = [];
  const say = (text: string, kind: LogKind = 'output'): void => {
    for (const line of masker.mask(text).split('\n')) emit({ type: 'log', step, kind, line });
  };
  const annotate = (annotation: Annotation): void => {
    if (annotations.length >= MAX_ANNOTATIONS) return;
    const masked = { ...annotation, message: masker.mask(annotation.message) };
    annotations.push(masked);
    emit({ type: 'annotation', step, annotation: masked });
  };
  return {
    say,
    annotate,
    outputs,
    annotations,
    output(raw) {
      for (const effect of interpret(raw)) {
        if (effect.type === 'line') say(effect.text, effect.kind);
        else if (effect.type === 'annotation') annotate(effect.annotation);
        else outputs.set(effect.name, effect.value);
        if (effect.type === 'line' && effect.kind === 'output') matcher.read(effect.text);
      }
    },
    addFindings() {
      for (const finding of matcher.findings()) annotate(finding);
    },
  };
}
