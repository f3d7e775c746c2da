import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { buildApp } from './app.ts';
import { readConfig } from './config.ts';

const lifecycle = { ready: true };
const app = buildApp(lifecycle, 'silent');
after(() => app.close());

test('/ tells who answers', async () => {
  const response = await app.inject('/');
  assert.equal(response.statusCode, 200);
  assert.equal(response.json().name, '{{ cookiecutter.project_name }}');
});

test('/healthz and /readyz answer 200', async () => {
  assert.equal((await app.inject('/healthz')).statusCode, 200);
  assert.equal((await app.inject('/readyz')).statusCode, 200);
});

test('/metrics counts requests by route, without probes', async () => {
  await app.inject('/absent');
  const response = await app.inject('/metrics');
  assert.match(response.body, /http_requests_total\{method="GET",route="\/",status="200"\} 1/);
  assert.match(response.body, /http_requests_total\{method="GET",route="unknown",status="404"\} 1/);
  assert.match(response.body, /http_request_duration_seconds_bucket\{le="0.005"/);
  assert.match(response.body, /process_cpu_seconds_total/);
  assert.doesNotMatch(response.body, /healthz/);
});

test('/readyz turns 503 when the service stops, and connections are closed', async () => {
  lifecycle.ready = false;
  const response = await app.inject('/readyz');
  lifecycle.ready = true;
  assert.equal(response.statusCode, 503);
  assert.equal(response.headers.connection, 'close');
});

test('a PORT that is no port is refused by name', () => {
  assert.throws(() => readConfig({ PORT: 'http' }), /PORT must be a whole number/);
  assert.throws(() => readConfig({ PORT: '' }), /PORT/);
  assert.equal(readConfig({}).port, {{ cookiecutter.port }});
});
