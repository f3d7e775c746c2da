import { resolve } from 'node:path';
import type { CommandSpec } from '../../command/command-spec.ts';
import { untilAborted } from '../../until-aborted.ts';

/** Serves the embedded cluster alone until it is told to stop. */
export const kubeServe: CommandSpec = {
  usage: 'kube serve',
  about: 'serve the embedded cluster alone: API server and controllers, no kubelet',
  options: [
    { flags: '--port <port>', about: 'the port; any free one by default', default: '0' },
    { flags: '--data <folder>', about: 'its data directory', default: '.fairway-kube' },
    { flags: '--log-level <level>', about: 'debug, info, warn, error or silent' },
  ],
  async run(context, input) {
    const { loadConfig, serveCluster } = await import('@fairway/server');
    const config = loadConfig({
      environment: {},
      flags: {
        port: input.text('port'),
        data: resolve(input.required('data')),
        'log.level': input.text('log-level'),
      },
    });
    const cluster = await serveCluster(config);
    const { server, kubeconfig } = cluster;
    context.print(
      input.flag('json')
        ? JSON.stringify({ server, kubeconfig })
        : [
            `Kubernetes answers at ${server}`,
            `kubectl --kubeconfig ${kubeconfig} get namespaces`,
            'There is no kubelet: pods stay Pending.',
          ].join('\n'),
    );
    await untilAborted(context.signal);
    await cluster.stop();
    return undefined;
  },
};
