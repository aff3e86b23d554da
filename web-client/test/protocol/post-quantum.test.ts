import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { limits, postQuantum } from '../../src/protocol/index.ts';
import { ourAnswer, ourOffer, stepBinding } from '../../src/protocol/ratchet/keys.ts';
import type { PostQuantumStep } from '../../src/protocol/ratchet/post-quantum.ts';
import { watchedCrypto } from './ledger.ts';
import { contentKey, MONDAY_MS, type Side } from './people.ts';
import { Exchange, misstate, postQuantumOf, saysOf } from './post-quantum-story.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await watchedCrypto();
});

const stateOf = (side: Side): string => postQuantumOf(side).step.state;
const epochs = ({ alice, bob }: Exchange): number[] => [alice, bob].map((side) => postQuantumOf(side).epoch);

/** So that the next step is due at once. */
const letADayPass = (exchange: Exchange): void => {
  exchange.nowMs += limits.POST_QUANTUM_AFTER_MS;
};

describe('A step of the post-quantum ratchet', () => {
  it('[Q-3] [Q-4] [Q-5] goes offer, answer, mix', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    expect(saysOf(await exchange.pass(alice))).toBe('0 offer');
    expect([stateOf(alice), stateOf(bob)]).toEqual(['offering', 'answering']);
    expect(saysOf(await exchange.pass(bob))).toBe('0 answer');
    expect([stateOf(alice), stateOf(bob)]).toEqual(['agreed', 'answering']);
    expect(epochs(exchange)).toEqual([0, 0]);
    expect(saysOf(await exchange.pass(alice))).toBe('1 nothing');
    expect([stateOf(alice), stateOf(bob)]).toEqual(['idle', 'idle']);
    expect(epochs(exchange)).toEqual([1, 1]);
    expect(await exchange.turns(6, bob)).toEqual(Array.from({ length: 6 }, () => '1 nothing'));
  });

  it('[Q-1] [Q-2] is offered by the initiator and the responder in turns, and the epoch counts them', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    for (const [epoch, offering] of [
      [1, exchange.bob],
      [2, exchange.alice],
      [3, exchange.bob],
    ] as const) {
      letADayPass(exchange);
      const other = offering === exchange.alice ? exchange.bob : exchange.alice;
      expect(saysOf(await exchange.pass(other))).toBe(`${epoch} nothing`);
      expect(await exchange.turns(3, offering)).toEqual([
        `${epoch} offer`,
        `${epoch} answer`,
        `${epoch + 1} nothing`,
      ]);
    }
    expect(epochs(exchange)).toEqual([4, 4]);
  });

  it('[Q-3] is due after 20 messages, sealed and opened, in whichever direction', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    const { alice, bob } = exchange;
    // The message that completed the step was the first.
    expect(postQuantumOf(bob).messages).toBe(1);
    for (let count = 1; count < limits.POST_QUANTUM_AFTER_MESSAGES; count += 1) {
      expect(saysOf(await exchange.pass(count % 4 === 0 ? alice : bob))).toBe('1 nothing');
    }
    expect(saysOf(await exchange.pass(bob))).toBe('1 offer');
  });

  it('[Q-3] is due after a day', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    exchange.nowMs += limits.POST_QUANTUM_AFTER_MS - 1;
    expect(saysOf(await exchange.pass(exchange.bob))).toBe('1 nothing');
    exchange.nowMs += 1;
    expect(saysOf(await exchange.pass(exchange.bob))).toBe('1 offer');
  });

  it('[Q-3] [S-11] is not put off for years by a clock that was ahead when the last was completed', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    // What was completed on Monday was completed years from now.
    exchange.nowMs -= 1_000 * limits.POST_QUANTUM_AFTER_MS;
    expect(saysOf(await exchange.pass(exchange.bob))).toBe('1 offer');
  });

  it('[Q-5] forgets its secrets: no side keeps more than the epoch and the time', async () => {
    const { alice, bob } = await Exchange.afterOneStep(crypto);
    expect(postQuantumOf(alice)).toEqual({
      epoch: 1,
      messages: 1,
      sinceMs: MONDAY_MS,
      step: { state: 'idle' },
    });
    expect(postQuantumOf(bob)).toEqual(postQuantumOf(alice));
  });

  it('survives a restart of both at every point', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    for (let turn = 0; turn < 9; turn += 1) {
      await exchange.pass(turn % 2 === 0 ? alice : bob);
      letADayPass(exchange);
      alice.restart();
      bob.restart();
    }
    expect(epochs(exchange)).toEqual([3, 3]);
  });

  it('goes on where a side died before it had stored what it sealed', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    for (let turn = 0; turn < 5; turn += 1) {
      const side = turn % 2 === 0 ? alice : bob;
      const before = side.fingerprint;
      await side.crashWhileSending(contentKey(0));
      expect(side.fingerprint).toBe(before);
      await exchange.pass(side);
      letADayPass(exchange);
    }
    expect(epochs(exchange)).toEqual([1, 1]);
    expect([stateOf(alice), stateOf(bob)]).toEqual(['answering', 'agreed']);
  });

  it('is shown with its number and time', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    expect(postQuantum(bob.pair)).toBeNull();
    expect(postQuantum(alice.pair)).toEqual({ epoch: 0, completedAtMs: null });
    await exchange.turns(2);
    exchange.nowMs += 5_000;
    await exchange.pass(alice);
    expect(postQuantum(alice.pair)).toEqual({ epoch: 1, completedAtMs: MONDAY_MS + 5_000 });
    expect(postQuantum(bob.pair)).toEqual({ epoch: 1, completedAtMs: MONDAY_MS + 5_000 });
  });
});

describe('Lost, late and crossing messages', () => {
  it('[Q-8] one message in ten carries the offer again, the same one, until it is answered', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    const sent: Uint8Array[] = [];
    for (let count = 0; count < 21; count += 1) {
      sent.push(await exchange.write(alice));
    }
    const carrying = [0, 10, 20];
    expect(sent.map(saysOf)).toEqual(sent.map((_, at) => (carrying.includes(at) ? '0 offer' : '0 nothing')));
    // The first ten are lost.
    await exchange.read(bob, sent[9] ?? new Uint8Array());
    expect(stateOf(bob)).toBe('idle');
    await exchange.read(bob, sent[10] ?? new Uint8Array());
    const answering = postQuantumOf(bob).step;
    expect(answering.state).toBe('answering');
    // A repeated one and the late first one change nothing.
    await exchange.read(bob, sent[20] ?? new Uint8Array());
    await exchange.read(bob, sent[0] ?? new Uint8Array());
    expect(postQuantumOf(bob).step).toBe(answering);
    expect(await exchange.turns(2, bob)).toEqual(['0 answer', '1 nothing']);
  });

  it('[Q-8] the answer too; it may come in a later message of the chain, after the next of ours', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    const sent: Uint8Array[] = [];
    for (let count = 0; count < 21; count += 1) {
      sent.push(await exchange.write(bob));
    }
    const carrying = [0, 10, 20];
    expect(sent.map(saysOf)).toEqual(sent.map((_, at) => (carrying.includes(at) ? '0 answer' : '0 nothing')));
    // Alice reads one without it, and begins a chain under the old epoch.
    await exchange.read(alice, sent[4] ?? new Uint8Array());
    expect(saysOf(await exchange.pass(alice))).toBe('0 nothing');
    await exchange.read(alice, sent[10] ?? new Uint8Array());
    const agreed = postQuantumOf(alice).step;
    expect(agreed.state).toBe('agreed');
    await exchange.read(alice, sent[20] ?? new Uint8Array());
    expect(postQuantumOf(alice).step).toBe(agreed);
    // Her chain goes on; the next one mixes.
    expect(saysOf(await exchange.pass(alice))).toBe('0 nothing');
    expect(await exchange.turns(2, bob)).toEqual(['0 nothing', '1 nothing']);
    expect(epochs(exchange)).toEqual([1, 1]);
    // The first copy of the answer is stale now.
    await exchange.read(alice, sent[0] ?? new Uint8Array());
    expect(stateOf(alice)).toBe('idle');
  });

  it('[Q-5] any message of the mixing chain completes the step, and late ones of the old chain still open', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    const late = [await exchange.write(alice), await exchange.write(alice)] as const;
    await exchange.pass(alice);
    await exchange.read(bob, late[0]);
    await exchange.pass(bob);
    const mixing = [
      await exchange.write(alice),
      await exchange.write(alice),
      await exchange.write(alice),
    ] as const;
    expect(mixing.map(saysOf)).toEqual(['1 nothing', '1 nothing', '1 nothing']);
    await exchange.read(bob, mixing[2]);
    expect(epochs(exchange)).toEqual([1, 1]);
    await exchange.read(bob, late[1]);
    await exchange.read(bob, mixing[0]);
    expect(saysOf(await exchange.pass(bob))).toBe('1 nothing');
  });

  it('[Q-7] crossing chains carry stale offers and answers, which nobody minds', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    const offers = [await exchange.write(alice)];
    for (let count = 0; count < 10; count += 1) {
      offers.push(await exchange.write(alice));
    }
    await exchange.read(bob, offers[10] ?? new Uint8Array());
    const answers: Uint8Array[] = [];
    for (let count = 0; count < 11; count += 1) {
      answers.push(await exchange.write(bob));
    }
    await exchange.read(alice, answers[10] ?? new Uint8Array());
    await exchange.pass(alice);
    expect(epochs(exchange)).toEqual([1, 1]);
    const before = [postQuantumOf(alice).step, postQuantumOf(bob).step];
    await exchange.read(bob, offers[0] ?? new Uint8Array());
    await exchange.read(alice, answers[0] ?? new Uint8Array());
    expect([postQuantumOf(alice).step, postQuantumOf(bob).step]).toEqual(before);
  });

  it('[Q-7] a duplicate is refused and moves nothing', async () => {
    const exchange = await Exchange.begin(crypto);
    for (const side of [exchange.alice, exchange.bob, exchange.alice]) {
      const sealed = await exchange.pass(side);
      const other = side === exchange.alice ? exchange.bob : exchange.alice;
      const before = other.fingerprint;
      await expect(exchange.read(other, sealed)).rejects.toMatchObject({ code: 'message-key-gone' });
      expect(other.fingerprint).toBe(before);
    }
  });
});

describe('A session that is superseded while a step is under way', () => {
  it('[Q-4] answers no offer, and a late answer in it is no reason to refuse the message', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    const answer = await exchange.write(bob);
    const offer = await exchange.write(alice);
    await alice.start(exchange.nowMs + 1);
    const [old] = alice.pair.superseded;
    expect([old?.atMs, old?.session.postQuantum.step]).toEqual([exchange.nowMs + 1, { state: 'idle' }]);
    expect(await exchange.read(alice, answer)).toBe(2);
    expect(alice.pair.superseded[0]?.session.postQuantum.step).toEqual({ state: 'idle' });
    await exchange.pass(alice);
    expect(await exchange.read(bob, offer)).toBe(3);
  });

  it('[Q-4] at once, because another one stands above it, answers not even the offer it begins with', async () => {
    const { alice, bob } = await Exchange.begin(crypto);
    await bob.start();
    const [toBob, toAlice] = [await alice.send(contentKey(1)), await bob.send(contentKey(2))];
    expect([saysOf(toBob), saysOf(toAlice)]).toEqual(['0 offer', '0 offer']);
    await bob.receive(toBob);
    await alice.receive(toAlice);
    const winner = [alice, bob].find(({ pair }) => pair.active?.initiatedByUs === true);
    const [lost] = winner?.pair.superseded ?? [];
    expect(lost?.session.postQuantum.step).toEqual({ state: 'idle' });
    expect(lost?.session.chains.stage).toBe('step-due');
  });

  it('[Q-5] still follows the mix of what it answered before', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    await exchange.pass(bob);
    await bob.start(exchange.nowMs + 1);
    expect(bob.pair.superseded[0]?.session.postQuantum.step.state).toBe('answering');
    bob.restart();
    // Alice has not heard of the new session yet.
    const mixing = await exchange.pass(alice);
    expect(saysOf(mixing)).toBe('1 nothing');
    expect(bob.pair.superseded[0]?.session.postQuantum).toMatchObject({ epoch: 1, step: { state: 'idle' } });
    // The new session begins with epoch 0, and Bob is its initiator.
    expect(await exchange.turns(3, bob)).toEqual(['0 offer', '0 answer', '1 nothing']);
    expect(alice.activeId).toBe(bob.activeId);
  });
});

const secret = {
  shared: Secret.of('KemOutput', 32, new Uint8Array(32)),
  binding: stepBinding(new Uint8Array(32)),
};
const answering: PostQuantumStep = {
  state: 'answering',
  answer: ourAnswer(new Uint8Array(1_088)),
  secret,
  carriedAfter: 0,
};
const offering = async (): Promise<PostQuantumStep> => {
  const { seed, publicKey } = await crypto.mlKem768.generate();
  return { state: 'offering', seed, offer: ourOffer(publicKey), carriedAfter: 0 };
};

/** The message is refused, nothing changes, and what an honest peer would have sent still opens. */
async function refused(exchange: Exchange, by: Side, liar: Side, wrong: () => void, code: string) {
  const honest = liar.pair;
  wrong();
  const sealed = await exchange.write(liar);
  const before = by.fingerprint;
  await expect(exchange.read(by, sealed)).rejects.toMatchObject({ kind: 'verification', code });
  expect(by.fingerprint).toBe(before);
  liar.pair = honest;
  await exchange.pass(liar);
}

describe('A peer that does not keep the rules', () => {
  it('[Q-7] an offer out of turn is refused', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    const step = await offering();
    await refused(exchange, alice, bob, () => misstate(bob, { step }), 'post-quantum-unexpected');
    // Also to a side that is idle.
    await exchange.pass(alice);
    await exchange.pass(bob);
    await refused(exchange, bob, alice, () => misstate(alice, { step }), 'post-quantum-unexpected');
  });

  it('[Q-7] an answer to no offer is refused, by either side', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    const { alice, bob } = exchange;
    // It is Bob's turn and he has offered nothing; it is not Alice's turn at all.
    for (const [by, liar] of [
      [bob, alice],
      [alice, bob],
    ] as const) {
      await refused(exchange, by, liar, () => misstate(liar, { step: answering }), 'post-quantum-unexpected');
    }
  });

  it.each([2, 3, 0xffff_ffff])(
    '[Q-6] a chain of epoch %s, to which nobody agreed, is refused',
    async (epoch) => {
      const exchange = await Exchange.afterOneStep(crypto);
      const { alice, bob } = exchange;
      await exchange.pass(bob);
      await refused(exchange, bob, alice, () => misstate(alice, { epoch }), 'post-quantum-epoch');
    },
  );

  it.each([3, 0])(
    '[Q-6] while answering the step to epoch 2, a chain of epoch %s is refused',
    async (epoch) => {
      const exchange = await Exchange.afterOneStep(crypto);
      const { alice, bob } = exchange;
      await exchange.pass(bob);
      letADayPass(exchange);
      await exchange.pass(bob);
      await exchange.pass(alice);
      expect(stateOf(alice)).toBe('answering');
      const lie = () => misstate(bob, { epoch, step: { state: 'idle' } });
      await refused(exchange, alice, bob, lie, 'post-quantum-epoch');
      expect(epochs(exchange)).toEqual([2, 2]);
    },
  );

  it('[Q-6] so is one that goes on in the old epoch after the mix, and a first message of another epoch', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    const { alice, bob } = exchange;
    await refused(exchange, alice, bob, () => misstate(bob, { epoch: 0 }), 'post-quantum-epoch');

    const other = await Exchange.begin(crypto);
    const lie = () => misstate(other.alice, { epoch: 1 });
    await refused(other, other.bob, other.alice, lie, 'post-quantum-epoch');
  });

  it('[Q-5] a mix that nobody agreed to does not open', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    await exchange.pass(bob);
    const step: PostQuantumStep = { state: 'agreed', secret };
    await refused(exchange, bob, alice, () => misstate(alice, { step }), 'tag-mismatch');
  });

  it('[K-4] [Q-7] an offer that is no ML-KEM key is refused', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    const step: PostQuantumStep = {
      state: 'offering',
      seed: Secret.of('KemSeed', 64, new Uint8Array(64)),
      offer: ourOffer(new Uint8Array(1_184).fill(0xff)),
      carriedAfter: 0,
    };
    await refused(exchange, bob, alice, () => misstate(alice, { step }), 'kem-key-invalid');
  });

  it('an answer that is noise is agreed to (implicit rejection), and the mix does not open', async () => {
    const exchange = await Exchange.begin(crypto);
    const { alice, bob } = exchange;
    await exchange.pass(alice);
    misstate(bob, { step: answering });
    await exchange.pass(bob);
    expect(stateOf(alice)).toBe('agreed');
    const mixing = await exchange.write(alice);
    const before = bob.fingerprint;
    await expect(exchange.read(bob, mixing)).rejects.toMatchObject({ code: 'tag-mismatch' });
    expect(bob.fingerprint).toBe(before);
  });

  it('[Q-6] elsewhere the epoch is only authenticated: a late message cannot say another one', async () => {
    const exchange = await Exchange.afterOneStep(crypto);
    const sealed = await exchange.write(exchange.bob);
    await exchange.pass(exchange.bob);
    sealed[20 + 43] = 0;
    const before = exchange.alice.fingerprint;
    await expect(exchange.read(exchange.alice, sealed)).rejects.toMatchObject({ code: 'tag-mismatch' });
    expect(exchange.alice.fingerprint).toBe(before);
  });
});

describe('One side with the platform’s ML-KEM and one with noble’s', () => {
  it.each([
    ['native', 'noble'],
    ['noble', 'native'],
  ] as const)('complete steps together: %s offers first', async (one, other) => {
    const exchange = await Exchange.begin(
      await watchedCrypto({ kem: one }),
      await watchedCrypto({ kem: other }),
    );
    for (let turn = 0; turn < 5; turn += 1) {
      await exchange.turns(3, exchange.alice);
      await exchange.turns(3, exchange.bob);
      letADayPass(exchange);
    }
    expect(epochs(exchange)[0]).toBeGreaterThanOrEqual(5);
    expect(exchange.alice.pair.active?.postQuantum.step).toEqual(postQuantumOf(exchange.bob).step);
  });
});
