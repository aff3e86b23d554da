import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../src/bytes/index.ts';
import {
  CONVERSATIONS,
  indexSuffix,
  MESSAGE_IDS,
  NOWHERE,
} from '../../src/messenger/conversations/records.ts';
import { DEVICE_LISTS } from '../../src/messenger/devices/records.ts';
import { REPAIRS, repairName } from '../../src/messenger/repair/records.ts';
import { emptyGroup, GROUPS } from '../../src/messenger/rooms/records.ts';
import { decodeRecord, encodeRecord, type Collection } from '../../src/messenger/vault/collection.ts';

interface Note {
  readonly title: string;
  readonly seal: Uint8Array;
}

const first: Collection<Note> = { store: 'account', hideNames: false, version: 1 };
/** As a later client would have it: a title became an object, twice over. */
const third: Collection<unknown> = {
  ...first,
  version: 3,
  upgrades: { 1: (old) => ({ second: old }), 2: (old) => ({ third: old }) },
};
const note: Note = { title: 'Grüße', seal: Uint8Array.of(0, 255, 7) };

describe('The form of a record [V-11]', () => {
  it('is JSON with its version, and bytes as base64url', () => {
    expect(fromUtf8(encodeRecord(first, note))).toBe('{"v":1,"r":{"title":"Grüße","seal":{"$b":"AP8H"}}}');
    expect(decodeRecord(first, encodeRecord(first, note))).toEqual(note);
  });

  it('[V-10] is brought up to date step by step when it is older', () => {
    expect(decodeRecord(third, encodeRecord(first, note))).toEqual({ third: { second: note } });
    expect(decodeRecord(third, utf8('{"v":2,"r":"two"}'))).toEqual({ third: 'two' });
  });

  it('[C-16] keeps a device list of a client that did not remember earlier ones', () => {
    const old = utf8('{"v":1,"r":{"accountId":"alice","signed":{"$b":"AP8H"}}}');
    const signed = Uint8Array.of(0, 255, 7);
    expect(decodeRecord(DEVICE_LISTS, old)).toEqual({ accountId: 'alice', signed, earlier: [] });
  });

  it('[I-13] knows of a device that left when the list without it was made at the latest', () => {
    const old = utf8(
      '{"v":2,"r":{"accountId":"alice","signed":{"$b":"AP8H"},"earlier":[],"former":[{"leftAtMs":7}]}}',
    );
    expect(decodeRecord(DEVICE_LISTS, old)).toMatchObject({ former: [{ leftAtMs: 7, madeAtMs: 7 }] });
    const none = utf8('{"v":2,"r":{"accountId":"alice","signed":{"$b":"AP8H"},"earlier":[]}}');
    expect(decodeRecord(DEVICE_LISTS, none)).not.toHaveProperty('former');
  });

  it('[V-10] says of conversations and repairs from before there were groups that they are of two', () => {
    const plain = utf8('{"v":3,"r":{"roomId":"r","person":{"username":"bob"}}}');
    expect(decodeRecord(CONVERSATIONS, plain)).toEqual({
      roomId: 'r',
      kind: 'direct',
      person: { username: 'bob' },
    });
    const repair = utf8('{"v":1,"r":{"roomId":"r","accountId":"bob","deviceId":"d","wanted":{"counter":7}}}');
    expect(repairName(decodeRecord(REPAIRS, repair))).toBe('r d #7');
  });

  it('[V-10] knows from before there was history that -1 was no place', () => {
    const nowhere = utf8('{"v":1,"r":{"roomId":"r","index":-1,"counter":7}}');
    expect(decodeRecord(MESSAGE_IDS, nowhere)).toEqual({ roomId: 'r', index: NOWHERE, counter: 7 });
    const somewhere = utf8('{"v":1,"r":{"roomId":"r","index":3}}');
    expect(decodeRecord(MESSAGE_IDS, somewhere)).toEqual({ roomId: 'r', index: 3 });
    const inOrder = [-12, -2, -1, 0, 1, 10].map(indexSuffix);
    expect(inOrder.toSorted()).toEqual(inOrder);
  });

  it('[M-17] is damaged when the log of a group is none', () => {
    const group = encodeRecord(GROUPS, emptyGroup('r'));
    expect(decodeRecord(GROUPS, group)).toEqual(emptyGroup('r'));
    const broken = utf8(fromUtf8(group).replace('"log":null', '"log":{"$b":"AP8H"}'));
    expect(() => decodeRecord(GROUPS, broken)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it('[I-2] names the devices of a group by their accounts, too', () => {
    const wanted = { counter: 7 };
    const [bob, mallory] = ['bob', 'mallory'].map(
      (accountId) => ({ roomId: 'r', kind: 'group', accountId, deviceId: 'd' }) as const,
    );
    expect(bob && repairName({ ...bob, wanted })).not.toBe(mallory && repairName({ ...mallory, wanted }));
  });

  it.each([
    ['newer', '{"v":4,"r":null}'],
    ['older than anything that is known', '{"v":0,"r":null}'],
    ['of no version', '{"r":null}'],
    ['no object', '7'],
    ['no JSON', '{"v":1,'],
  ])('is damaged when it is %s', (_, text) => {
    expect(() => decodeRecord(third, utf8(text))).toThrow(expect.objectContaining({ code: 'damaged' }));
  });
});
