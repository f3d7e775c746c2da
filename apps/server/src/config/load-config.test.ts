import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';

describe('loadConfig', () => {
  it('fills in the defaults', () => {
    expect(loadConfig({ environment: {} })).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      data: '.fairway',
      database: { kind: 'embedded' },
      ci: { kind: 'embedded', concurrency: 2 },
    });
  });

  it('lets variables win over the file and flags over both', () => {
    const config = loadConfig({
      yaml: 'port: 1000\nci:\n  kind: embedded\n  concurrency: 1\n',
      environment: {
        FAIRWAY_PORT: '2000',
        FAIRWAY_CI_CONCURRENCY: '4',
        FAIRWAY_GIT_HOST_KIND: 'embedded',
      },
      flags: { port: 3000 },
    });
    expect(config.port).toBe(3000);
    expect(config.ci.concurrency).toBe(4);
  });

  it('takes DATABASE_URL as the external database', () => {
    const config = loadConfig({
      environment: { DATABASE_URL: 'postgres://db.example.com/fairway' },
    });
    expect(config.database).toEqual({ kind: 'external', url: 'postgres://db.example.com/fairway' });
  });

  it.each([
    ['prot: 1', /no key "prot"/, /"port"/],
    ['ci: { kind: embedded, concurency: 2 }', /no key "ci\.concurency"/, /"ci\.concurrency"/],
  ])('refuses the unknown key in %j and names the nearest', (yaml, message, remedy) => {
    expect(() => loadConfig({ yaml, environment: {} })).toThrow(
      expect.objectContaining({
        code: 'invalid-config',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(remedy),
      }),
    );
  });

  it.each(['port: 70000', 'port: [', '- a', 'log: { level: loud }'])('refuses %j', (yaml) => {
    expect(() => loadConfig({ yaml, environment: {} })).toThrow(
      expect.objectContaining({ code: 'invalid-config' }),
    );
  });

  it.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
    ['', false],
  ])('reads FAIRWAY_ACCEPT_UNSANDBOXED=%j as %j', (text, value) => {
    const environment = { FAIRWAY_ACCEPT_UNSANDBOXED: text };
    expect(loadConfig({ environment }).acceptUnsandboxed).toBe(value);
  });

  it('takes part of a section, also from a variable alone', () => {
    expect(loadConfig({ environment: { FAIRWAY_CI_CONCURRENCY: '4' } }).ci).toEqual({
      kind: 'embedded',
      concurrency: 4,
      timeoutMinutes: 30,
    });
    expect(loadConfig({ environment: {}, flags: { 'ci.timeoutMinutes': 5 } }).ci).toMatchObject({
      concurrency: 2,
      timeoutMinutes: 5,
    });
  });

  it('counts an empty variable as none', () => {
    expect(loadConfig({ environment: { FAIRWAY_PORT: '', DATABASE_URL: '' } })).toMatchObject({
      port: 8080,
      database: { kind: 'embedded' },
    });
  });

  it.each<[string, Record<string, string>]>([
    ['a port that is none', { FAIRWAY_PORT: 'http' }],
    ['a switch that is neither', { FAIRWAY_ACCEPT_UNSANDBOXED: 'perhaps' }],
    ['a key that is none', { FAIRWAY_PROT: '1' }],
    ['an adapter that is none', { FAIRWAY_GIT_HOST_KIND: 'paper' }],
    ['an external database without its address', { FAIRWAY_DATABASE_KIND: 'external' }],
  ])('refuses %s', (_case, environment) => {
    expect(() => loadConfig({ environment })).toThrow(
      expect.objectContaining({ code: 'invalid-config', remedy: expect.stringMatching(/\w/) }),
    );
  });
});
