import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Schemas } from '@fairway/api-client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../apps/server/src/config/load-config.ts';
import { type RunningServer, startServer } from '../apps/server/src/server/start-server.ts';
import { axeFindings, layoutShift, openBrowser } from './_browser.ts';
import { clone, eventually, visit } from './_util.ts';

const person = { name: 'Robin', email: 'robin@example.com', password: 'a long enough password' };
const largestShift = 0.02;
const liveMs = 240_000;

let folder: string;
let server: RunningServer;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
/** What the browser itself complained about: broken scripts, refused requests. */
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-portal-'));
  server = await startServer({
    config: loadConfig({
      environment: {},
      flags: {
        port: 0,
        data: join(folder, 'data'),
        'log.level': 'error',
        'scrape.intervalSeconds': 2,
      },
    }),
    environment: process.env,
  });
  browser = await openBrowser();
  page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(30_000);
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The promises that every page keeps: nothing for axe to find, nothing that jumps. */
async function expectGoodPage(): Promise<void> {
  expect(await axeFindings(page)).toEqual([]);
  expect(await layoutShift(page)).toBeLessThanOrEqual(largestShift);
}

// One person's way through the portal: each step goes on from the one before.
describe('the portal', () => {
  it('creates the first administrator through the one-time link', async () => {
    await page.goto(server.setupUrl ?? '');
    await page.getByLabel('Name').fill(person.name);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page
      .getByRole('link', { name: /project/i })
      .first()
      .waitFor();
    await expectGoodPage();
  });

  it('signs in, and says why it does not', async () => {
    await browser.context.clearCookies();
    await page.goto(`${server.origin}/sign-in`);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(person.email);
    await expectGoodPage();
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForURL(`${server.origin}/`);
  });

  it('tells at the field what is wrong with a name', async () => {
    await page.goto(`${server.origin}/new`);
    await page.getByLabel('Name').fill('Not A Name');
    await page.getByText('Use lower-case letters').waitFor();
    await expectGoodPage();
  });

  it('brings a project from the form to its live URL', { timeout: liveMs + 60_000 }, async () => {
    await page.getByLabel('Name').fill('shop');
    await page.getByText('ci.yml').first().waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/runs\//);
    await page.getByText('Create the repository').first().waitFor();
    await expectGoodPage();
    await page.getByText('LIVE').first().waitFor({ timeout: liveMs });
    await expectGoodPage();
    const window = await browser.context.newPage();
    await window.goto(`http://shop-dev.localhost:${server.port}/`);
    expect(await window.textContent('body')).toContain('Hello from shop!');
    await window.close();
  });

  it('shows the project with its request rate', async () => {
    await page.goto(`${server.origin}/projects/shop`);
    await page.getByRole('heading', { name: 'shop' }).first().waitFor();
    await page.getByText('Healthy').first().waitFor();
    await expectGoodPage();
    const url = `http://shop-dev.localhost:${server.port}/`;
    for (let visits = 0; visits < 20; visits += 1) await visit(url);
    await page
      .getByRole('tab', { name: 'Metrics' })
      .or(page.getByRole('link', { name: 'Metrics' }))
      .first()
      .click();
    await page.getByText('Requests').first().waitFor();
    // What the chart draws: the rate must come from the pod's own counters.
    await eventually('a request rate', async () => {
      const reply = await page.request.get(
        `${server.origin}/api/v1/projects/shop/environments/dev/metrics?minutes=5`,
      );
      const dashboard: Schemas['Dashboard'] = await reply.json();
      const series = dashboard.panels.find(({ key }) => key === 'requests')?.series ?? [];
      return series.some(({ values }) => values.some((rate) => (rate ?? 0) > 0)) || undefined;
    });
    await expectGoodPage();
  });

  it('shows a pushed change going live', { timeout: liveMs + 60_000 }, async () => {
    const token = await page.evaluate(async () => {
      const reply = await fetch('/api/v1/auth/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'git' }),
      });
      return ((await reply.json()) as { token: string }).token;
    });
    const work = await clone(`${server.origin}/git/platform/shop.git`, token, join(folder, 'shop'));
    const source = join(work.folder, 'src/app.ts');
    const text = await readFile(source, 'utf8');
    await writeFile(source, text.replace('Hello from', 'Good day from'));
    const commit = await work.push('Greet more formally');
    await page.goto(`${server.origin}/projects/shop`);
    await page.getByText(commit.slice(0, 7)).first().waitFor({ timeout: liveMs });
    const window = await browser.context.newPage();
    await expect
      .poll(
        async () => {
          await window.goto(`http://shop-dev.localhost:${server.port}/`);
          return window.textContent('body');
        },
        { timeout: liveMs, interval: 500 },
      )
      .toContain('Good day from shop!');
    await window.close();
  });

  it('deletes the project and shows what goes, item by item', { timeout: 200_000 }, async () => {
    await page.goto(`${server.origin}/projects/shop/settings`);
    await page.getByLabel('Name').fill('shop');
    await page.getByRole('button', { name: 'Delete project' }).click();
    await page.waitForURL(/\/runs\//);
    await page.getByText('Namespace with its pods').first().waitFor();
    await page.getByRole('link', { name: 'Go to Home' }).waitFor({ timeout: 180_000 });
    await expectGoodPage();
  });

  it('made the browser complain about nothing', () => {
    expect(complaints).toEqual([]);
  });
});
