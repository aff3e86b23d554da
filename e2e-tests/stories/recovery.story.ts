import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { devicesOf, opensDevices } from '../src/devices.ts';
import { becomeFriends, Person } from '../src/person.ts';
import {
  deletesTheArchive,
  replacesThePhrase,
  switchesTheArchiveOn,
  usesThePhrase,
  writesDownThePhrase,
} from '../src/recovery.ts';
import { Stack } from '../src/stack.ts';
import { filesBelow, inBase64 } from '../src/traces.ts';

const OTHER_PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';

describe('Alice loses her browser', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;
  /** Her next browser. */
  let laptop: Person;
  let paper: string;
  let before: string;

  beforeAll(async () => {
    stack = await Stack.start();
    alice = await Person.arrives(stack, 'Alice');
    bob = await Person.arrives(stack, 'Bob');
    laptop = (await Person.arrives(stack, 'Laptop')).actsAs(alice);
    for (const { page } of [alice, bob, laptop]) await page.setViewportSize({ width: 1440, height: 900 });
    await bob.signsUp();
    await alice.signsUpForAPhrase();
    paper = await writesDownThePhrase(alice);
    await becomeFriends(alice, bob);
    await alice.writes('before the train');
    await bob.sees('before the train');
    await bob.writes('mind the platform');
    await alice.sees('mind the platform');
    await switchesTheArchiveOn(alice);
    before = await bob.safetyNumber();
    await alice.browser.dispose();
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await laptop?.leaves();
    await stack?.dispose();
  });

  test('a wrong password brings nobody near the phrase', async () => {
    await laptop.signsIn('something else entirely 99');
    await laptop.isTold(/password/i);
    expect(await laptop.page.getByRole('button', { name: 'Use your recovery phrase' }).count()).toBe(0);
  });

  test('the words of another phrase do not open her account', async () => {
    await laptop.signsIn();
    await usesThePhrase(laptop, OTHER_PHRASE);
    await laptop.isTold(/do not belong to this account/);
  });

  test('her paper brings her back, as the only browser of her account', async () => {
    await usesThePhrase(laptop, paper.toUpperCase().replaceAll(' ', '\n'));
    await laptop.isHome();
    await opensDevices(laptop);
    expect(await devicesOf(laptop).getByRole('listitem').count()).toBe(1);
    await laptop.closesDialog();
  });

  test('Bob sees the same person: the same safety number, and they write both ways', async () => {
    await laptop.opensConversationWith(bob);
    await laptop.writes('it is still me');
    await bob.sees('it is still me');
    await bob.writes('I can see that');
    await laptop.sees('I can see that');
    expect(await bob.safetyNumber()).toBe(before);
    expect(await bob.page.getByText(/keys are new|identity|new safety number/i).count()).toBe(0);
  });

  test('what she wrote and read before comes back out of her archive, in its place', async () => {
    await laptop.sees('before the train');
    await laptop.sees('mind the platform');
    const said = await laptop.page
      .getByText(/^(before the train|mind the platform|it is still me|I can see that)$/)
      .allTextContents();
    expect(said.slice(-4)).toEqual([
      'before the train',
      'mind the platform',
      'it is still me',
      'I can see that',
    ]);
  });

  test('a new phrase ends the old one', async () => {
    const next = await replacesThePhrase(laptop);
    expect(next).not.toBe(paper);
    const tablet = (await Person.arrives(stack, 'Tablet')).actsAs(alice);
    await tablet.signsIn();
    await usesThePhrase(tablet, paper);
    await tablet.isTold(/do not belong to this account/);
    await usesThePhrase(tablet, next);
    await tablet.isHome();
    await tablet.opensConversationWith(bob);
    await tablet.sees('before the train');
    await deletesTheArchive(tablet);
    await tablet.leaves();
    paper = `${paper}\n${next}`;
  });

  test('no server ever saw the words, nor what is in the archive', async () => {
    await stack.stop();
    const everything = [await readFile(stack.logFile), ...(await filesBelow(stack.data))];
    for (const { network } of [alice, bob, laptop]) {
      everything.push(...network.received(), ...network.answered());
    }
    const found = (text: string) => everything.some((bytes) => bytes.includes(Buffer.from(text, 'latin1')));
    expect(found('recoveryAuthenticationKey')).toBe(true);
    expect(found('/archive/')).toBe(true);
    for (const text of ['before the train', 'mind the platform'])
      expect(spellings(text).filter(found)).toEqual([]);
    for (const phrase of paper.split('\n')) {
      const opening = phrase.split(' ').slice(0, 4);
      const sought = [phrase, opening.join(' '), JSON.stringify(opening).slice(1, -1)];
      expect(sought.flatMap(spellings).filter(found)).toEqual([]);
    }
  });
});

/** A text as it might lie somewhere, of at least 15 characters: what base64 leaves of a shorter one is met by chance. */
function spellings(text: string): readonly string[] {
  if (text.length < 15) throw new RangeError('too short to be sought');
  return [text, text.toUpperCase(), Buffer.from(text).toString('hex'), ...inBase64(text)];
}
