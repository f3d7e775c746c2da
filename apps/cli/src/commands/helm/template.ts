import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import type { Input } from '../../command/input.ts';
import type { CliContext } from '../../context.ts';
import { readGivenFile } from '../../read-input.ts';
import { splitAssignments } from './split-assignments.ts';

/** Prints what `helm template` prints, without helm. */
export const helmTemplate: CommandSpec = {
  usage: 'helm template <chart> [name]',
  about: 'print what helm renders of a chart ("NAME CHART", as helm has it, does too)',
  json: false,
  options: [
    { flags: '-f, --values <file>', about: 'a file of values; - is standard input', many: true },
    { flags: '--set <name=value>', about: 'a value, as helm reads it', many: true },
    { flags: '--set-string <name=value>', about: 'a value that stays text', many: true },
    { flags: '-n, --namespace <name>', about: 'the namespace', default: 'default' },
    { flags: '--kube-version <version>', about: 'the version of Kubernetes to render for' },
    { flags: '-a, --api-versions <version>', about: 'an API that is there', many: true },
    { flags: '--include-crds', about: 'print the chart’s own kinds first' },
    { flags: '--is-upgrade', about: 'render as for an upgrade' },
  ],
  async run(context, input) {
    const { describeHelmError, HelmError, loadChartDirectory, renderChart } =
      await import('@fairway/helm');
    const { GitOpsError } = await import('@fairway/gitops');
    const { chart, name } = await chartAndName(input);
    const kubeVersion = input.text('kube-version');
    try {
      const rendered = renderChart(await loadChartDirectory(chart), {
        values: await readValues(context, input),
        release: {
          name,
          namespace: input.required('namespace'),
          isUpgrade: input.flag('is-upgrade'),
        },
        apiVersions: input.list('api-versions'),
        includeCrds: input.flag('include-crds'),
        ...(kubeVersion === undefined ? {} : { kubeVersion }),
      });
      context.print(rendered.output().replace(/\n$/, ''));
      return undefined;
    } catch (error) {
      const remedy = 'Correct the chart or its values.';
      if (error instanceof HelmError) throw new CliError(describeHelmError(error), remedy);
      if (error instanceof GitOpsError) throw new CliError(error.message, remedy);
      throw error;
    }
  },
};

async function readValues(context: CliContext, input: Input): Promise<Record<string, unknown>> {
  const { layerValues } = await import('@fairway/gitops');
  const files = await Promise.all(
    input
      .list('values')
      .map(async (path) => ({ name: path, text: await readGivenFile(context, path) })),
  );
  const parameters = input.list('set').flatMap(splitAssignments);
  const texts = input
    .list('set-string')
    .flatMap(splitAssignments)
    .map((assignment) => ({ ...assignment, forceString: true }));
  return { ...layerValues({ parameters: [...parameters, ...texts] }, files, []) };
}

/** Helm's order is NAME CHART; whichever of the two holds a Chart.yaml is the chart. */
async function chartAndName(input: Input): Promise<{ chart: string; name: string }> {
  const [first, second] = [input.argument('chart'), input.optionalArgument('name')];
  if (second === undefined) return { chart: first, name: 'release-name' };
  const isSwapped = !(await isChart(first)) && (await isChart(second));
  return isSwapped ? { chart: second, name: first } : { chart: first, name: second };
}

async function isChart(folder: string): Promise<boolean> {
  return access(join(folder, 'Chart.yaml')).then(
    () => true,
    () => false,
  );
}
