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

describe('snippets that Go rendered', () => {
  it.each(recording.cases)('$template', (snippet) => {
    const expected =
      snippet.error === undefined ? { output: snippet.output } : { error: snippet.error };
    expect(run(snippet)).toEqual(expected);
  });
});
