import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Containers } from '../src/containers.ts';
import { freePort } from '../src/free-port.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { eventually } from '../src/waiting.ts';

const AUTHORITY = '/data/caddy/pki/authorities/local/root.crt';
const WITHIN_MS = 60_000;

/** Wants ports 80 and 443 of this machine. For localhost Caddy is an authority of its own. */
describe('docker compose --profile tls up', () => {
  const trusted = tls.getCACertificates('default');
  let tacet: Containers;
  let alice: HeadlessPerson | undefined;
  let bob: HeadlessPerson | undefined;

  beforeAll(async () => {
    tacet = new Containers(await freePort(), 'tls', 'https://localhost');
    await tacet.build();
    await tacet.up();
    const authority = await eventually(
      'Caddy has a certificate',
      () => tacet.runsIn('caddy', 'cat', AUTHORITY).catch(() => undefined),
      WITHIN_MS,
    );
    tls.setDefaultCACertificates([...trusted, authority]);
  });

  afterAll(async () => {
    tls.setDefaultCACertificates([...trusted]);
    await alice?.leaves();
    await bob?.leaves();
    await tacet?.dispose();
  });

  test('whoever comes without TLS is sent to the secure address', async () => {
    const answer = await eventually(
      'Caddy answers',
      () => fetch('http://localhost/', { redirect: 'manual' }).catch(() => undefined),
      WITHIN_MS,
    );
    expect(answer.status).toBe(308);
    expect(answer.headers.get('location')).toBe('https://localhost/');
  });

  test('two people meet behind Caddy, and their sockets pass it', async () => {
    expect((await fetch(`${tacet.url}/readyz`)).status).toBe(200);
    [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(tacet, 'Alice'),
      HeadlessPerson.arrives(tacet, 'Bob'),
    ]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    const room = await alice.befriends(bob);
    await alice.writes(room, 'Through the proxy');
    const all = await bob.untilReads(room, 'has it', (messages) => messages.length === 1, WITHIN_MS);
    expect(all.map(({ body }) => body)).toEqual(['Through the proxy']);
  });

  test('nobody tells the gateway where they come from but Caddy', async () => {
    // What is left of the calls of one address: whoever could name another one would have all of them.
    const before = await callsLeft(tacet.url, {});
    const pretending = await callsLeft(tacet.url, { 'X-Forwarded-For': '203.0.113.7' });
    expect(before).toBeLessThan(1_000);
    expect(pretending).toBeLessThanOrEqual(before);
  });

  test('Caddy is nobody, may ask for one right of root, and cannot write but where it must', async () => {
    expect(await tacet.inspects('caddy', '{{.Config.User}}')).toBe('10001:10001');
    await eventually(
      'Caddy is healthy',
      async () =>
        (await tacet.inspects('caddy', '{{.State.Health.Status}}')) === 'healthy' ? true : undefined,
      WITHIN_MS,
    );
    expect(await tacet.inspects('caddy', '{{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}')).toBe(
      '[ALL] [NET_BIND_SERVICE]',
    );
    await expect(tacet.runsIn('caddy', 'sh', '-c', 'echo > /etc/mark')).rejects.toThrow(
      'Read-only file system',
    );
    await expect(tacet.runsIn('caddy', 'sh', '-c', 'cat /run/tacet/redis-url')).rejects.toThrow();
  });
});

async function callsLeft(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(`${url}/api/v1/auth/registration`, { headers });
  return Number(/"address";r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
}
