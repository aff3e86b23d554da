import { describe, expect, it } from 'vitest';

import { CodecError, UsageError, VerificationError } from '../../src/bytes/index.ts';
import { DeviceListsUnavailable } from '../../src/messenger/devices/list-chain.ts';
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

  it('[I-6] name a server whose lists do not hold, or are not there', () => {
    expect(failureOf(new VerificationError('device-list-rolled-back'))).toEqual({ code: 'unverified' });
    expect(failureOf(new CodecError('device-list-truncated'))).toEqual({ code: 'unverified' });
    expect(failureOf(new VerificationError('membership-identity'))).toEqual({ code: 'unverified' });
    expect(failureOf(new UsageError('device-list-x'))).toEqual({ code: 'internal' });
    expect(failureOf(new DeviceListsUnavailable(true))).toEqual({ code: 'unavailable' });
  });

  it('tell a service that is away from one that answers what nobody foresaw', () => {
    expect(failureOf(new ApiError('something-new', 503))).toEqual({ code: 'unavailable' });
    expect(failureOf(new ApiError('something-new', 418))).toEqual({ code: 'internal' });
    expect(failureOf(new Error('boom'))).toEqual({ code: 'internal' });
  });
});
