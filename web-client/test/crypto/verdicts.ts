import { hex } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { contentKey, numberOf, settledPerson, Side } from '../protocol/people.ts';
import { questions, verdictsOf, type Implementation, type Verdicts } from './published.ts';
import type { VectorFiles } from './vector-files.ts';

/** All published vectors, and a conversation, on the platform it is called on: a browser or Node. */
export async function verdicts(files: VectorFiles, kem: Implementation): Promise<Verdicts> {
  return {
    ...(await verdictsOf(await questions(files, kem))),
    'a conversation': await conversation(),
    'ML-KEM-768 of the platform and of noble': await kemsAgree(),
  };
}

async function conversation(): Promise<string> {
  const crypto = await createWebCrypto();
  const [alice, bob] = [await settledPerson(crypto), await settledPerson(crypto)];
  const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
  await a.start();
  const read: number[] = [];
  for (let number = 1; number <= 6; number += 1) {
    const [from, to] = number % 2 === 1 ? [a, b] : [b, a];
    read.push(numberOf(await to.receive(await from.send(contentKey(number)))));
  }
  return read.join(' ');
}

async function kemsAgree(): Promise<string> {
  const native = (await createWebCrypto({ kem: 'native' })).mlKem768;
  const noble = (await createWebCrypto({ kem: 'noble' })).mlKem768;
  const pair = await native.generate();
  const { ciphertext, output } = await noble.encapsulate(pair.publicKey);
  const opened = await native.decapsulate(pair.key, ciphertext);
  const restored = await noble.decapsulate(await noble.restore(pair.seed), ciphertext);
  return String([opened, restored].every((each) => hex(each.expose()) === hex(output.expose())));
}
