import { describe, expect, it } from 'vitest';

import { failureOf } from '../../src/messenger/failures.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';

describe('failures', () => {
  it('blame the network for a request that did not arrive in time', () => {
    expect(failureOf(new ApiError('request-timeout', 408))).toEqual({ code: 'network' });
  });

  it('tell a service that is away from one that answers what nobody foresaw', () => {
    expect(failureOf(new ApiError('something-new', 503))).toEqual({ code: 'unavailable' });
    expect(failureOf(new ApiError('something-new', 418))).toEqual({ code: 'internal' });
    expect(failureOf(new Error('boom'))).toEqual({ code: 'internal' });
  });
});
