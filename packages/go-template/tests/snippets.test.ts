import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import {
  SPRIG_FUNCTIONS,
  TemplateError,
  TemplateSet,
  toGoValue,
  type MissingKey,
} from '../src/index.ts';

interface Snippet {
  readonly template: string;
  readonly missingKey?: MissingKey;
  readonly output?: string;
  readonly error?: string;
}

interface Recording {
  readonly origin: string;
  readonly data: unknown;
  readonly cases: readonly Snippet[];
}

const recording: Recording = JSON.parse(
  readFileSync(new URL('./fixtures/snippets.json', import.meta.url), 'utf8'),
);

function run({ template, missingKey }: Snippet): { output: string } | { error: string } {
  const set = new TemplateSet({ functions: SPRIG_FUNCTIONS, missingKey: missingKey ?? 'default' });
  try {
    set.parse('t', template);
    // The recording is JSON, in which a byte that isn't UTF-8 became U+FFFD.
    const output = set.execute('t', toGoValue(recording.data));
    return { output: output.replaceAll(/\p{Cs}/gu, '\ufffd') };
  } catch (error) {
    if (error instanceof TemplateError) return { error: error.message };
    throw error;
  }
}

/** Snippets a test: one each would cost more than the rendering does. */
const CHUNK = 100;
const chunks = Array.from({ length: Math.ceil(recording.cases.length / CHUNK) }, (_, index) => ({
  index,
  cases: recording.cases.slice(index * CHUNK, (index + 1) * CHUNK),
}));

describe('snippets that Go rendered', () => {
  it.each(chunks)('from $index hundred on', ({ cases }) => {
    const expected = cases.map(({ template, output, error }) => ({
      template,
      ...(error === undefined ? { output } : { error }),
    }));
    expect(cases.map((snippet) => ({ template: snippet.template, ...run(snippet) }))).toEqual(
      expected,
    );
  });
});
