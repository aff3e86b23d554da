import { describe, expect, it } from 'vitest';

import type { Envelope, OpenedEnvelope } from '../../src/messenger/inbox/envelope-opener.ts';
import { openAll } from '../../src/messenger/inbox/opening.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import type { DevicePublic } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';

const refused = (reason: string): OpenedEnvelope => ({
  outcome: 'rejected',
  reason,
  wanted: null,
  wireId: null,
  resent: false,
});

/** Named by their sender and a number: `alice 1`. */
function batchOf(...names: readonly string[]) {
  return names.map((name) => {
    const [senderAccountId = ''] = name.split(' ');
    // oxlint-disable typescript/no-unsafe-type-assertion -- opening in turns asks for nothing else
    const envelope = { senderAccountId, senderDeviceId: 'device', envelopeId: name } as Envelope;
    return { envelope, sender: { device: {} as DevicePublic, isListed: true } };
  });
}
const work = {} as Work;
// oxlint-enable typescript/no-unsafe-type-assertion

describe('[V-14] A batch of envelopes', () => {
  it('is opened in order for each device, and for several devices at the same time', async () => {
    const begun: string[] = [];
    const gates = new Map<string, () => void>();
    const opener = {
      open: async (_tx: Work, { envelopeId }: Envelope) => {
        begun.push(envelopeId);
        await new Promise<void>((resolve) => gates.set(envelopeId, resolve));
        return () => Promise.resolve(refused(envelopeId));
      },
    };
    const opening = openAll(opener, work, batchOf('alice 1', 'carol 1', 'alice 2', 'carol 2'));
    const opens = async (name: string, next: string) => {
      gates.get(name)?.();
      await eventually(next, async () => begun.includes(next) || undefined);
    };
    await eventually('both begin', async () => begun.length === 2 || undefined);
    expect(begun).toEqual(['alice 1', 'carol 1']);
    await opens('carol 1', 'carol 2');
    expect(begun).not.toContain('alice 2');
    await opens('alice 1', 'alice 2');
    gates.get('carol 2')?.();
    gates.get('alice 2')?.();
    const reasons = (await opening).map((each) => each.outcome === 'rejected' && each.reason);
    expect(reasons).toEqual(['alice 1', 'carol 1', 'alice 2', 'carol 2']);
  });

  it('does not keep the next one of a device waiting until the body of the one before is read', async () => {
    const begun: string[] = [];
    const body = Promise.withResolvers<void>();
    const opener = {
      open: async (_tx: Work, { envelopeId }: Envelope) => {
        begun.push(envelopeId);
        return () => body.promise.then(() => refused(envelopeId));
      },
    };
    const opening = openAll(opener, work, batchOf('alice 1', 'alice 2'));
    await eventually('both are begun', async () => begun.length === 2 || undefined);
    body.resolve();
    expect(await opening).toHaveLength(2);
  });

  it('fails as a whole when this device fails, so that nothing of it is committed', async () => {
    const opener = {
      open: async (_tx: Work, { envelopeId }: Envelope) => {
        if (envelopeId === 'carol 1') throw new TypeError('broken');
        return () => Promise.resolve(refused(envelopeId));
      },
    };
    await expect(openAll(opener, work, batchOf('alice 1', 'carol 1', 'carol 2'))).rejects.toThrow('broken');
  });
});
