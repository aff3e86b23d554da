import { vi } from 'vitest';

// Making a full stock of one-time prekeys is half of all the work of a client that lives for one test, and stretching its
// password much of the rest. Smaller stocks run out sooner, besides, which is one more thing that can happen; what fewer
// rounds are refused is told by the tests of the password. Tests that are about a stock of full size take this back by
// vi.unmock.
vi.mock('../../../src/protocol/limits.ts', async (original) => ({
  ...(await original<object>()),
  ONE_TIME_X25519: 12,
  ONE_TIME_ML_KEM: 6,
  MIN_PASSWORD_ROUNDS: 2_000,
}));
