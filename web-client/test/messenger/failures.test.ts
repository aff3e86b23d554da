import { describe, expect, it } from 'vitest';

import { VerificationError } from '../../src/bytes/index.ts';
import { failureOf } from '../../src/messenger/failures.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';

describe('failures', () => {
  it('blame the network for a request that did not arrive in time', () => {
    expect(failureOf(new ApiError('request-timeout', 408))).toEqual({ code: 'network' });
  });

  it('[P-3] name a server that asks for weak protection, and no other thing that does not hold', () => {
    expect(failureOf(new VerificationError('password-rounds'))).toEqual({ code: 'password-rounds' });
    expect(failureOf(new VerificationError('tag-mismatch'))).toEqual({ code: 'internal' });
  });

  it('tell a service that is away from one that answers what nobody foresaw', () => {
    expect(failureOf(new ApiError('something-new', 503))).toEqual({ code: 'unavailable' });
    expect(failureOf(new ApiError('something-new', 418))).toEqual({ code: 'internal' });
    expect(failureOf(new Error('boom'))).toEqual({ code: 'internal' });
  });
});
