import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Containers } from '../src/containers.ts';
import { SERVICES } from '../src/deployed.ts';
import { freePort } from '../src/free-port.ts';
import { HeadlessPerson } from '../src/headless.ts';

const inMib = (bytes: number): number => Math.round(bytes / 1_024 ** 2);

describe('docker compose up', () => {
  let tacet: Containers;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;
  let room: string;
  const written: string[] = [];

  beforeAll(async () => {
    tacet = new Containers(await freePort());
    await tacet.build();
    await tacet.up();
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await tacet?.dispose();
  });

  async function aliceWrites(body: string): Promise<void> {
    await alice.writes(room, body);
    written.push(body);
  }

  async function bobHasAll(): Promise<void> {
    const all = await bob.untilReads(
      room,
      `has ${written.at(-1)}`,
      (messages) => messages.length >= written.length,
      180_000,
    );
    expect(all.map(({ body }) => body)).toEqual(written);
  }

  /** Since each was started: who replaces or removes containers asks first. */
  async function allHadMemoryEnough(): Promise<void> {
    for (const service of [...SERVICES, 'redis']) {
      const { limit, killed, now, wanted, peak } = await tacet.memoryOf(service);
      const most = peak === undefined ? '' : `, ${inMib(peak)} at most`;
      process.stdout.write(`${service}: ${inMib(now)} of ${inMib(limit)} MiB${most}\n`);
      expect.soft(killed, service).toBe(false);
      expect.soft(now, service).toBeGreaterThan(0);
      expect.soft(now, service).toBeLessThan(limit);
      if (wanted !== undefined) expect.soft(wanted, service).toBe(0);
    }
  }

  test('two people meet through the published port', async () => {
    [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(tacet, 'Alice'),
      HeadlessPerson.arrives(tacet, 'Bob'),
    ]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    room = await alice.befriends(bob);
    await aliceWrites('From one container to the other');
    await bobHasAll();
  });

  test('each container is nobody, and can write nowhere but where it must', async () => {
    for (const service of [...SERVICES, 'redis']) {
      expect(await tacet.inspects(service, '{{.Config.User}}')).toBe('10001:10001');
      expect(await tacet.inspects(service, '{{.HostConfig.ReadonlyRootfs}}')).toBe('true');
      expect(await tacet.inspects(service, '{{.HostConfig.CapDrop}}')).toBe('[ALL]');
      await expect(tacet.runsIn(service, 'sh', '-c', 'echo > /etc/mark')).rejects.toThrow(
        'Read-only file system',
      );
    }
    expect(await tacet.inspects('gateway', '{{json .NetworkSettings.Ports}}')).toContain(
      '"HostIp":"127.0.0.1"',
    );
    for (const service of ['auth', 'social', 'relay', 'redis']) {
      expect(await tacet.inspects(service, '{{json .HostConfig.PortBindings}}')).toMatch(/^(?:\{\}|null)$/);
    }
  });

  test('the password of Redis is in no environment and no list of processes', async () => {
    const password = await tacet.runsIn('redis', 'cat', '/run/tacet/redis-password');
    expect(password).toMatch(/^[0-9a-f]{64}$/);
    for (const service of [...SERVICES, 'redis']) {
      expect(await tacet.inspects(service, '{{json .Config}}')).not.toContain(password);
      expect(await tacet.runsIn(service, 'sh', '-c', 'cat /proc/[0-9]*/cmdline')).not.toContain(password);
    }
    expect(await tacet.logs()).not.toContain(password);
  });

  test('the gateway, which meets the public, cannot administer and does not know the databases', async () => {
    expect(await tacet.runsIn('gateway', 'ls', '-A', '/run/tacet-admin')).toBe('');
    await expect(tacet.runsIn('gateway', 'ls', '/run/tacet-database')).rejects.toThrow('No such file');
    expect(await tacet.runsIn('gateway', 'ls', '/run/tacet')).not.toContain('database-url');
    expect(await tacet.runsIn('auth', 'ls', '-A', '/run/tacet-admin')).not.toBe('');
  });

  for (const service of ['relay', 'redis', 'gateway', 'auth', 'social']) {
    test(`${service} is killed, comes back by itself, and no message is lost`, async () => {
      const before = await tacet.returns(service);
      await aliceWrites(`Before ${service} was killed`);
      await tacet.kills(service);
      await aliceWrites(`While ${service} was away`);
      await bobHasAll();
      await tacet.isBack(service, before + 1);
    });
  }

  test('a start is prepared in the image, and the JVM takes it', async () => {
    for (const service of SERVICES) {
      expect(await tacet.runsIn(service, 'cat', '/proc/1/maps')).toContain('/opt/tacet/tacet.aot');
    }
  });

  test('an administrator works inside of them', async () => {
    expect(await tacet.runsIn('auth', 'tacet-admin', 'accounts')).toContain(alice.username);
    await tacet.runsIn('auth', 'tacet-admin', 'registration', 'invite-only');
    const registration = await fetch(`${tacet.url}/api/v1/auth/registration`);
    expect(await registration.json()).toEqual({ mode: 'invite-only' });
    await tacet.runsIn('auth', 'tacet-admin', 'registration', 'open');
    await tacet.runsIn('auth', 'tacet-admin', 'backup', '/data/backup-1');
    expect(await tacet.runsIn('auth', 'ls', '/data/backup-1')).toContain('auth.db');
    // It fails where something is broken.
    expect(await tacet.runsIn('auth', 'tacet-admin', 'doctor')).toContain('Redis');
  });

  test('an upgrade replaces every service under people who are connected', async () => {
    const before = await tacet.inspects('relay', '{{.Image}}');
    await allHadMemoryEnough();
    await tacet.build('next');
    await aliceWrites('Before the upgrade');
    await tacet.up();
    expect(await tacet.inspects('relay', '{{.Image}}')).not.toBe(before);
    await aliceWrites('After the upgrade');
    await bobHasAll();
  });

  test('down and up keeps accounts, friends and mail that waits', async () => {
    await bob.leaves();
    await aliceWrites('For when you are back');
    await alice.untilReads(room, 'has it sent', (messages) => messages.at(-1)?.state === 'sent');
    await allHadMemoryEnough();
    await tacet.down();
    await tacet.up();
    await bob.crashesAndReturns();
    await aliceWrites('After it was taken down');
    await bobHasAll();
    await allHadMemoryEnough();
  });
});
