import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Containers } from '../src/containers.ts';
import { SERVICES } from '../src/deployed.ts';
import { freePort } from '../src/free-port.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { eventually } from '../src/waiting.ts';
import { metrics, queries } from '../src/watched.ts';

const PROMETHEUS = 'http://localhost:9090';
/** It asks every 15 s. */
const ASKED_WITHIN_MS = 90_000;

/** Prometheus as the compose file starts it. Grafana, whose image is not everywhere, is held against it by its queries. */
describe('docker compose --profile observability up', () => {
  let tacet: Containers;
  const people: HeadlessPerson[] = [];

  beforeAll(async () => {
    tacet = new Containers(await freePort(), 'observability');
    await tacet.build();
    await tacet.up('gateway', 'prometheus');
    const [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(tacet, 'Alice'),
      HeadlessPerson.arrives(tacet, 'Bob'),
    ]);
    people.push(alice, bob);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    const room = await alice.befriends(bob);
    await alice.writes(room, 'Counted');
    await bob.untilReads(room, 'has it', (messages) => messages.length === 1, 60_000);
    // Refusals are counted from the first one on.
    expect((await fetch(`${tacet.url}/api/v1/social/friends`)).status).toBe(401);
  });

  afterAll(async () => {
    for (const person of people) await person.leaves();
    await tacet?.dispose();
  });

  function ask(query: string): Promise<string> {
    return tacet.runsIn('prometheus', 'promtool', 'query', 'instant', PROMETHEUS, query);
  }

  test('its configuration and the alerts are what it takes for good', async () => {
    const said = await tacet.runsIn(
      'prometheus',
      'promtool',
      'check',
      'config',
      '/etc/prometheus/tacet/prometheus.yml',
    );
    expect(said).toContain('SUCCESS');
    expect(said).toMatch(/[1-9]\d* rules found/);
  });

  test('every service is asked, and answers', async () => {
    await eventually(
      'all four are up',
      async () => ((await ask('sum(up{job="tacet"})')).includes('=> 4 ') ? true : undefined),
      ASKED_WITHIN_MS,
    );
  });

  test('every metric that the dashboard and the alerts name is there', async () => {
    const names = metrics();
    expect(names.length).toBeGreaterThan(15);
    const missing: string[] = [];
    for (const name of names) {
      await eventually(name, async () => ((await ask(name)).trim() === '' ? undefined : true), 30_000).catch(
        () => missing.push(name),
      );
    }
    expect(missing).toEqual([]);
  });

  test('Prometheus says of itself that it is well', async () => {
    await eventually(
      'healthy',
      async () =>
        (await tacet.inspects('prometheus', '{{.State.Health.Status}}')) === 'healthy' ? true : undefined,
      ASKED_WITHIN_MS,
    );
  });

  test('every query is one that Prometheus understands, and no alarm is raised', async () => {
    for (const query of queries()) await expect(ask(query), query).resolves.toBeDefined();
    expect((await ask('ALERTS{alertstate="firing"}')).trim()).toBe('');
    expect(await ask('sum(tacet_envelopes_accepted_total) > 0')).toContain('=>');
  });

  test('metrics are shown to Prometheus alone', async () => {
    for (const service of SERVICES) {
      await expect(reaches('redis', service, 9400), `${service} from inside`).rejects.toThrow();
      // Nor to itself: what is bound is the one address.
      await expect(reaches(service, '127.0.0.1', 9400), `${service} from loopback`).rejects.toThrow();
    }
    const [front = ''] = (
      await tacet.inspects('gateway', '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}')
    )
      .split(' ')
      .filter((address) => address.startsWith('10.247.31.'));
    expect(front).not.toBe('');
    await expect(reaches('gateway', front, 8080)).resolves.toBeDefined();
    await expect(reaches('gateway', front, 9400), 'from the side of the public').rejects.toThrow();
  });

  test('Prometheus reaches no store', async () => {
    await expect(reaches('relay', 'redis', 6379)).resolves.toBeDefined();
    const query = tacet.runsIn('prometheus', 'promtool', 'query', 'instant', 'http://redis:6379', 'up');
    await expect(query).rejects.toThrow('lookup redis');
  });

  /** Opens a connection from one container to another. */
  function reaches(from: string, to: string, port: number): Promise<string> {
    return tacet.runsIn(from, 'timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${to}/${port}`);
  }
});
