import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invitationTo, makesGroup, renames } from '../src/groups.ts';
import { roadFrom } from '../src/network.ts';
import { becomeFriends, Person } from '../src/person.ts';
import { Stack } from '../src/stack.ts';
import { filesBelow, inBase64 } from '../src/traces.ts';

const SECRET_WORDS = 'Canary-7f3a9c-sings-at-midnight';
const SECRET_PASSWORD = 'Canary password 5b1e perches on wires';
const SECRET_GROUP = 'Canary-group-91bd-nests-in-oaks';
const SECRET_NEW_NAME = 'Canary-group-44e7-moved-to-elms';
const SECRET_DESCRIPTION = 'Canary-description-2c60-of-nests';
const SECRET_DRAFT = 'Canary-draft-c0ffee-never-sent';
/** Whom a proxy in front of the server speaks for. */
const HOMES = { alice: '203.0.113.7', bob: '2001:db8:7:a::b0b' };

describe('What the servers get to see', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;
  const everything: Buffer[] = [];
  let believed: readonly boolean[];

  beforeAll(async () => {
    stack = await Stack.start('standalone', { TACET_TRUSTED_PROXIES: '127.0.0.1' });
    alice = await Person.arrives(stack, 'Alice', SECRET_PASSWORD, roadFrom(HOMES.alice));
    bob = await Person.arrives(stack, 'Bob', undefined, roadFrom(HOMES.bob));
    believed = await Promise.all([alice, bob].map(isForwarded));
    for (const { page } of [alice, bob]) await page.setViewportSize({ width: 1440, height: 900 });
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    await becomeFriends(alice, bob);
    await alice.writes(`${SECRET_WORDS} one`);
    await bob.sees(`${SECRET_WORDS} one`);
    await makesGroup(alice, SECRET_GROUP, [bob]);
    await invitationTo(bob, SECRET_GROUP).waitFor();
    await renames(alice, SECRET_NEW_NAME, SECRET_DESCRIPTION);
    await invitationTo(bob, SECRET_NEW_NAME)
      .filter({ hasText: SECRET_DESCRIPTION })
      .getByRole('button', { name: 'Accept' })
      .click();
    await alice.sees('Bob Example joined.');
    await alice.writes(`${SECRET_WORDS} in the group`);
    await bob.opensConversationWith({ firstName: SECRET_NEW_NAME });
    await bob.sees(`${SECRET_WORDS} in the group`);
    await alice.opensConversationWith(bob);
    await bob.network.cut();
    await alice.writes(`${SECRET_WORDS} two`);
    await alice.sees(`${SECRET_WORDS} two`, 'Sent');
    await alice.page.getByRole('textbox', { name: 'Message' }).fill(SECRET_DRAFT);
    await alice.page.reload();
    await alice.unlocks();
    await alice.isHome();
    // Bob's mail is still waiting in Redis when the disks are looked at.
    await stack.stop();
    for (const { network } of [alice, bob]) everything.push(...network.received(), ...network.answered());
    everything.push(await readFile(stack.logFile));
    everything.push(...(await filesBelow(stack.data)));
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await stack?.dispose();
  });

  test('includes what servers must know: the search works', () => {
    expect(found(alice.username)).toBe(true);
    expect(found('authenticationKey')).toBe(true);
    // Where they come from is what the proxy said, or nobody could tell it.
    expect(believed).toEqual([true, true]);
    expect(found('accepted') || found('mb:{')).toBe(true);
  });

  test.each([
    ['a message', SECRET_WORDS],
    ['a password', SECRET_PASSWORD],
    ['the name of a group', SECRET_GROUP],
    ['the next name of a group', SECRET_NEW_NAME],
    ['the description of a group', SECRET_DESCRIPTION],
    ['a draft', SECRET_DRAFT],
  ])('never includes %s in any common encoding', (_what, secret) => {
    expect(spellings(secret).filter(found)).toEqual([]);
  });

  test('never includes a username, an address, an id or a token in a log', async () => {
    const log = await stack.logged();
    // It is the log of these people's Tacet, whether or not anything happened that is worth a line.
    expect(log).toContain('Tacet is here');
    const ids = [alice, bob].flatMap(idsOf);
    expect(new Set(ids).size).toBeGreaterThanOrEqual(6);
    const telling = [alice.username, bob.username, HOMES.alice, HOMES.bob, ...ids];
    expect(telling.filter((each) => log.includes(each))).toEqual([]);
    // Written out, and of the network that limits are counted by.
    expect(log).not.toMatch(/2001:0?db8:/i);
    expect(log).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\./);
  });

  function found(spelling: string): boolean {
    const needle = Buffer.from(spelling, 'latin1');
    return everything.some((bytes) => bytes.includes(needle));
  }
});

/** Whether a connection of theirs comes, for the gateway, from where the proxy says. */
async function isForwarded({ network }: Person): Promise<boolean> {
  const answer = await new Promise<http.IncomingMessage>((comes, fails) => {
    http.get(network.url('/readyz'), { agent: false }, comes).on('error', fails);
  });
  return /"forwarded" *: *true/.test(await text(answer));
}

/** Of the account, the device and the login: the tokens that somebody's browser sent say them. */
function idsOf({ network }: Person): string[] {
  const sent = Buffer.concat(network.received()).toString('latin1');
  return [...sent.matchAll(/^authorization: bearer [\w-]+\.([\w-]+)\.[\w-]+/gim)].flatMap(
    ([, claims = '']) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
      const { sub, did, sid } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
        string,
        string
      >;
      return [sub ?? '', did ?? '', sid ?? ''];
    },
  );
}

/** As it is, and as encodings or unsalted hashes would show it. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const digests = ['sha256', 'sha1', 'md5'].flatMap((name) => {
    const digest = createHash(name).update(bytes).digest();
    return [digest.toString('latin1'), digest.toString('hex'), digest.toString('base64url')];
  });
  return [
    secret,
    secret.toLowerCase(),
    bytes.toString('hex'),
    encodeURIComponent(secret),
    Buffer.from(secret, 'utf16le').toString('latin1'),
    ...inBase64(secret),
    ...digests,
  ];
}
