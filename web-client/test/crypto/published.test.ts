import { ml_kem768 as mlKem768 } from '@noble/post-quantum/ml-kem.js';
import { describe, expect, it, vi } from 'vitest';
import { fromHex, hex } from '../../src/bytes/index.ts';
import { expectedOf, questions, verdictsOf } from './published.ts';
import { allVectors, some, vectors } from './vectors.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe('Published vectors', () => {
  it.each([
    ['native', 950],
    ['noble', 990],
  ] as const)('get their verdict in Node, ML-KEM %s [K-2] [K-3] [K-4] [R-5] [W-2]', async (kem, atLeast) => {
    const asked = await questions(allVectors(), kem);
    expect(new Set(asked.map(({ name }) => name)).size).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(atLeast);
    expect(await verdictsOf(asked)).toEqual(expectedOf(asked));
  });
});

describe('The library behind ML-KEM-768 where a platform has none [K-4]', () => {
  const published = [
    ...some(vectors('ml-kem-768-acvp').expandedDecapsulation),
    ...some(vectors('ml-kem-768-wycheproof').expandedDecapsulation),
  ];

  it.each(published)('$name', ({ decapsulationKey, ciphertext, output, result }) => {
    const decapsulate = () => hex(mlKem768.decapsulate(fromHex(ciphertext), fromHex(decapsulationKey)));
    if (result === 'refused') {
      expect(decapsulate).toThrow();
    } else {
      expect(decapsulate()).toBe(output);
    }
  });
});
