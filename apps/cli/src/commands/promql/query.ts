import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readGivenFile } from '../../read-input.ts';

/** Evaluates a PromQL expression on the samples of one scrape. */
export const promql: CommandSpec = {
  usage: 'promql <expression>',
  about: 'evaluate PromQL on a text of metrics and print the result as the Prometheus API does',
  options: [
    {
      flags: '--file <file>',
      about: 'the text that /metrics answers; - is standard input',
      default: '-',
    },
  ],
  async run(context, input) {
    const {
      createSeriesStore,
      evaluateInstant,
      parseExposition,
      PromqlError,
      toPrometheusResponse,
    } = await import('@fairway/promql');
    const text = await readGivenFile(context, input.required('file'));
    const timeMs = Date.now();
    try {
      const { samples } = parseExposition(text);
      const store = createSeriesStore({
        retentionMs: 3_600_000,
        maxSeries: Math.max(1, samples.length),
        now: () => timeMs,
      });
      for (const { labels, value } of samples) store.append(labels, timeMs, value);
      const result = evaluateInstant(store, input.argument('expression'), timeMs);
      const data = toPrometheusResponse(result);
      return { data, text: JSON.stringify(data, null, 2) };
    } catch (error) {
      if (error instanceof PromqlError) {
        throw new CliError(error.message, 'Correct the expression or the text.');
      }
      throw error;
    }
  },
};
