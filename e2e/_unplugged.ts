import { networkInterfaces } from 'node:os';
import { startConstellation } from '../apps/server/src/testing/constellation.ts';
import { ended, states, visit } from './_util.ts';

// Creates the first project where it runs, and prints how it went as one line of JSON.
const outside = Object.keys(networkInterfaces()).filter((name) => name !== 'lo');
await using platform = await startConstellation();
const { data } = await platform.api.POST('/api/v1/projects', {
  body: {
    name: 'island',
    team: 'platform',
    template: 'node-service',
    description: '',
    variables: {},
  },
});
const timeline = await ended(platform.api, data?.timeline.id ?? '');
const failures = timeline.steps.flatMap(({ failure }) => (failure === null ? [] : [failure]));
const { body } = await visit(`http://island-dev.localhost:${platform.server.port}/`);
const { state } = timeline;
process.stdout.write(
  `${JSON.stringify({ outside, state, steps: states(timeline), failures, body })}\n`,
);
