import { limits } from '../../src/protocol/index.ts';
import { hasWritten, tellsHistory } from '../messenger/world/filled.ts';
import { links } from '../messenger/world/linking.ts';
import { quarantinedIn } from '../messenger/world/peek.ts';
import { PASSWORD } from '../messenger/world/someone.ts';
import type { Device } from '../simulator/device.ts';
import { canary } from '../simulator/canaries.ts';
import { attack, type NamedAttack } from './attack.ts';
import type { Stage } from './stage.ts';

const DAY_MS = 86_400_000;

/** Alice's second browser writes; the relay says that it took it, and keeps it back. */
async function heldBack(stage: Stage): Promise<{ readonly tablet: Device; readonly number: number }> {
  const { alice, world } = stage;
  const tablet = stage.browser('alice');
  await links(alice, tablet);
  await tablet.sees('bob', ({ conversations }) => conversations.length === 1);
  world.relay.faults.push('withhold');
  const number = await stage.secret(tablet);
  await stage.time.sleep(5_000);
  return { tablet, number };
}

/** The relay brings it now. @returns why Bob did not open it, and how often he shows it */
async function brings(stage: Stage, number: number): Promise<string> {
  const { bob, world, roomId } = stage;
  world.relay.release();
  const reason = await stage.eventually('bob refuses it', async () =>
    (await quarantinedIn(bob, roomId)).at(-1),
  );
  const shown = (await bob.bodies({ roomId })).filter((body) => body === canary(number));
  return `${reason}, ${shown.length} shown`;
}

/** What comes of devices that are on no list, or no longer. */
export const FORMER_DEVICES: readonly NamedAttack[] = [
  attack('[I-13] goes on bringing mail of a browser that was signed out', {
    setting: 'friends',
    does: async (stage) => {
      const { tablet, number } = await heldBack(stage);
      await stage.alice.does('signOutDevice', { deviceId: tablet.deviceId });
      await stage.has(stage.bob, await stage.secret(stage.alice));
      await stage.time.sleep(limits.FORMER_DEVICE_LATE_MS);
      stage.bob.loses();
      await stage.aWhile();
      return brings(stage, number);
    },
    shows: 'device-unknown, 0 shown',
  }),
  attack('[I-13] brings mail of a browser that was lost or stolen', {
    setting: 'friends',
    does: async (stage) => {
      const { number } = await heldBack(stage);
      await stage.alice.does('lostOrStolen', { password: PASSWORD });
      await stage.aWhile();
      return brings(stage, number);
    },
    shows: 'device-unknown, 0 shown',
  }),
  attack('[D-10] [I-13] tells a history with a browser that was signed out', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, bob, world, roomId } = stage;
      const tablet = stage.browser('alice');
      await links(alice, tablet);
      await tablet.sees('bob', ({ conversations }) => conversations.length === 1);
      // Nobody plays for days: she was linked long ago.
      alice.clockAheadMs = 2 * DAY_MS;
      world.relay.keptBack.add(tablet.deviceId);
      await hasWritten(tablet, roomId, 2, (at) => `never said ${at}`);
      await tellsHistory(tablet, alice.deviceId);
      const number = await stage.secret(tablet);
      await stage.time.sleep(5_000);
      await alice.does('signOutDevice', { deviceId: tablet.deviceId });
      await stage.has(bob, await stage.secret(alice));
      world.relay.release();
      await stage.has(alice, number);
      await stage.aWhile();
      const bodies = await alice.bodies({ roomId });
      return `${bodies.length} shown, ${bodies.filter((body) => body.startsWith('never')).length} made up`;
    },
    shows: '2 shown, 0 made up',
  }),
  attack('[I-5] [I-13] brings mail of a device that was on no list', {
    setting: 'friends',
    does: async (stage) => {
      const { alice, world } = stage;
      const ghost = '00000000-0000-4000-8000-000000000001';
      world.relay.faults.push('withhold');
      world.relay.passesOff(alice.deviceId, { accountId: alice.accountId, deviceId: ghost });
      const number = await stage.secret(alice);
      await stage.aWhile();
      return brings(stage, number);
    },
    shows: 'device-unknown, 0 shown',
  }),
];
