import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError, type Api } from '../../src/messenger/ports/api.ts';
import { cookieFetch } from '../../src/transport/rest/cookie-fetch.ts';
import { httpApi } from '../../src/transport/rest/http-api.ts';

interface Seen {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

type Reply = (response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

const [BOB, CAROL, ROOM] = ['b', 'c', 'd'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);

const LOGIN = {
  accountId: 'a',
  username: 'alice',
  loginSessionId: 's',
  accessToken: 't',
  expiresInMs: 600_000,
  complete: true,
  later: 'fields of a newer service are ignored',
};

describe('the REST services', () => {
  const seen: Seen[] = [];
  let reply: Reply = json(200, {});
  let origin: string;
  let api: Api;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      seen.push({ call: `${request.method} ${request.url}`, headers: request.headers, body });
      reply(response);
    });
  });

  beforeEach(async () => {
    seen.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- listening on a port
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = httpApi(origin, cookieFetch(origin, fetch));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says whether an account lives, was deleted or never was', async () => {
    reply = json(200, { accountId: 'a', state: 'deleted' });
    expect(await api.auth.accountState('a')).toBe('deleted');
    reply = json(200, { accountId: 'a', state: 'living' });
    expect(await api.auth.accountState('a')).toBe('living');
    reply = json(404, { code: 'not-found' });
    expect(await api.auth.accountState('a')).toBeNull();
    reply = json(200, { accountId: 'a', state: 'asleep' });
    await expect(api.auth.accountState('a')).rejects.toMatchObject({ code: 'invalid-answer' });
    expect(seen.map(({ call, headers }) => [call, headers.authorization])).toEqual(
      Array.from({ length: 4 }, () => ['GET /api/v1/auth/accounts/a', undefined]),
    );
  });

  it('send byte strings as base64url and read them back', async () => {
    reply = json(200, { salt: 'AAECAwQFBgcICQoLDA0ODw', rounds: 1_000_000 });
    expect(await api.auth.prelogin('alice')).toEqual({
      salt: Uint8Array.from({ length: 16 }, (_, index) => index),
      rounds: 1_000_000,
    });
    reply = json(200, { x25519OneTime: 1, mlKemOneTime: 0 });
    await api.social.putPrekeys('t', { x25519OneTime: [Uint8Array.of(255, 254)], mlKemOneTime: [] });
    expect(seen[1]).toMatchObject({
      call: 'PUT /api/v1/social/prekeys',
      body: { x25519OneTime: ['__4'], mlKemOneTime: [] },
    });
    expect(seen[1]?.headers.authorization).toBe('Bearer t');
  });

  it('open, use and close a meeting for linking a device', async () => {
    const links = await api.social.links();
    const linkId = '00000000-0000-4000-8000-000000000001';
    reply = (response) => response.writeHead(204).end();
    await links.openLink('t', linkId);
    await links.putLinkMessage('t', linkId, 1, Uint8Array.of(255, 254));
    await links.closeLink('t', linkId, false);
    await links.closeLink('t', linkId, true);
    reply = json(200, { sealed: '__4', from: { address: '127.0.0.1' } });
    expect(await links.linkMessage('t', linkId, 2)).toEqual({
      sealed: Uint8Array.of(255, 254),
      userAgent: '',
    });
    reply = json(200, { sealed: '__4', from: { userAgent: 'Firefox' } });
    expect((await links.linkMessage('t', linkId, 2)).userAgent).toBe('Firefox');
    const path = `/api/v1/social/links/${linkId}`;
    expect(seen.map(({ call }) => call)).toEqual([
      `PUT ${path}`,
      `PUT ${path}/messages/1`,
      `DELETE ${path}`,
      `DELETE ${path}?numbersDiffer=true`,
      `GET ${path}/messages/2`,
      `GET ${path}/messages/2`,
    ]);
    expect(seen[1]?.body).toEqual({ sealed: '__4' });
    reply = json(404, { code: 'nothing-yet' });
    await expect(links.linkMessage('t', linkId, 4)).rejects.toMatchObject({ code: 'nothing-yet' });
  });

  it('keep the refresh cookie to the calls that need it, with the header no form can send', async () => {
    reply = json(200, LOGIN, {
      'set-cookie': '__Host-tacet-refresh=r1; HttpOnly; Secure; SameSite=Strict; Path=/',
    });
    await api.auth.login({ username: 'alice', authenticationKey: new Uint8Array(32), deviceId: 'd' });
    expect((await api.auth.refresh()).accessToken).toBe('t');
    expect(seen[1]?.headers).toMatchObject({
      'tacet-client': '1',
      cookie: '__Host-tacet-refresh=r1',
      origin,
    });
    reply = json(200, { friends: [] });
    await api.social.friends('t');
    expect(seen[2]?.headers.cookie).toBeUndefined();
    reply = (response) =>
      response.writeHead(204, { 'set-cookie': '__Host-tacet-refresh=; Max-Age=0; Path=/' }).end();
    await api.auth.logout('t');
    reply = json(401, { code: 'login-ended' });
    await expect(api.auth.refresh()).rejects.toMatchObject({ code: 'login-ended' });
    expect(seen[4]?.headers.cookie).toBeUndefined();
  });

  it('refuse with the code of the problem document and the time to wait', async () => {
    const problem = { type: 'urn:tacet:problem:rate-limited', status: 429, code: 'rate-limited' };
    reply = json(429, { ...problem, retryAfterMs: 1500 }, { 'retry-after': '2' });
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({
      code: 'rate-limited',
      status: 429,
      retryAfterMs: 1500,
    });
    reply = json(429, problem, { 'retry-after': '2' });
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ retryAfterMs: 2000 });
  });

  it('ask for no pause that a timer cannot keep, nor for one that nobody would live to see the end of', async () => {
    const asked: [Record<string, unknown>, Record<string, string>, number][] = [
      [{ retryAfterMs: 2 ** 31 }, {}, 3_600_000],
      [{ retryAfterMs: -1 }, {}, 0],
      [{}, { 'retry-after': '1e300' }, 3_600_000],
      [{}, { 'retry-after': '-5' }, 0],
    ];
    for (const [fields, headers, retryAfterMs] of asked) {
      reply = json(503, { code: 'unavailable', ...fields }, headers);
      await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'unavailable', retryAfterMs });
    }
  });

  it('tell an error page from a refusal, a wrong answer from a right one, and silence from both', async () => {
    reply = (response) => response.writeHead(502).end('<html>bad gateway');
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'unavailable', status: 502 });
    reply = json(200, { salt: 'not base64url!', rounds: 1 });
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'invalid-answer' });
    reply = json(200, { rounds: '1' });
    await expect(api.auth.prelogin('x')).rejects.toBeInstanceOf(ApiError);
    reply = (response) => response.destroy();
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'network', status: 0 });
  });

  it('are not read to the end where an answer says that it is too long, or has no end', async () => {
    reply = (response) => response.writeHead(200, { 'content-length': '4194305' }).write('{');
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'invalid-answer' });
    let isLeft = false;
    reply = (response) => {
      response.on('close', () => (isLeft = true));
      const goesOn = (): void => {
        if (!response.destroyed) response.write(' '.repeat(65_536), () => setImmediate(goesOn));
      };
      goesOn();
    };
    await expect(api.auth.prelogin('x')).rejects.toMatchObject({ code: 'invalid-answer' });
    await vi.waitFor(() => expect(isLeft).toBe(true));
  });

  it('are read as long as they may be, whatever is cut where', async () => {
    const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
    const end = Buffer.from(JSON.stringify({ salt, rounds: 600_000, note: '\u{1f600}' }));
    const inTheEmoji = end.length - 4;
    reply = (response) => {
      response.write(Buffer.alloc(4_194_304 - end.length, ' '));
      response.write(end.subarray(0, inTheEmoji), () => response.end(end.subarray(inTheEmoji)));
    };
    expect(await api.auth.prelogin('x')).toMatchObject({ rounds: 600_000 });
  });

  it('read lists, relations and rooms as the contract has them', async () => {
    const user = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    reply = json(200, { user, relation: 'request-received' });
    expect(await api.social.findUser('t', 'bob & co')).toEqual({ user, relation: 'request-received' });
    expect(seen[0]?.call).toBe('GET /api/v1/social/users?username=bob%20%26%20co');
    reply = json(200, { user, relation: 'stranger things' });
    await expect(api.social.findUser('t', 'bob')).rejects.toMatchObject({ code: 'invalid-answer' });
    const room = { roomId: ROOM, kind: 'direct', version: 3, members: [user], open: true };
    const group = {
      ...room,
      kind: 'group',
      sequence: 4,
      owner: BOB,
      invited: [user],
      gone: [CAROL],
      me: 'member',
    };
    reply = json(200, { rooms: [room, group] });
    expect(await api.social.rooms('t')).toEqual([
      { ...room, group: null },
      { ...room, kind: 'group', group: { sequence: 4, invited: [user], gone: [CAROL] } },
    ]);
    reply = json(200, { sequence: 2, version: 1 });
    expect(await api.social.appendToLog('t', 'r', 0, [Uint8Array.of(255), Uint8Array.of(0)])).toEqual({
      sequence: 2,
      version: 1,
    });
    expect(seen.at(-1)).toMatchObject({
      call: 'POST /api/v1/social/rooms/r/log',
      body: { after: 0, entries: ['_w', 'AA'] },
    });
    reply = json(200, { entries: ['_w'], sequence: 3, version: 7 });
    expect(await api.social.roomLog('t', 'r', 2)).toEqual({
      entries: [Uint8Array.of(255)],
      sequence: 3,
      version: 7,
    });
    expect(seen.at(-1)?.call).toBe('GET /api/v1/social/rooms/r/log?after=2');
    reply = json(200, { lists: ['AA', '_w'], version: 2 });
    expect(await api.social.deviceLists('t', 'b', 0)).toEqual({
      lists: [Uint8Array.of(0), Uint8Array.of(255)],
      version: 2,
    });
  });

  it('take no room, person or request without an id', async () => {
    const user = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    const room = { roomId: ROOM, kind: 'group', version: 3, members: [user], open: true };
    const group = { ...room, sequence: 4, owner: BOB, invited: [], gone: [] };
    const request = { requestId: ROOM, user, createdAt: 1 };
    const nobody = { ...user, accountId: 'bob' };
    const wrong = [
      { ...group, roomId: ROOM?.toUpperCase() },
      { ...group, members: [nobody] },
      { ...group, invited: [nobody] },
      { ...group, gone: [7] },
    ];
    for (const each of wrong) {
      reply = json(200, { rooms: [each] });
      await expect(api.social.rooms('t')).rejects.toMatchObject({ code: 'invalid-answer' });
    }
    for (const each of [
      { ...request, requestId: '' },
      { ...request, user: nobody },
    ]) {
      reply = json(200, { incoming: [each], outgoing: [] });
      await expect(api.social.friendRequests('t')).rejects.toMatchObject({ code: 'invalid-answer' });
    }
    reply = json(200, { friends: [{ user, since: 1, roomId: 'r' }] });
    await expect(api.social.friends('t')).rejects.toMatchObject({ code: 'invalid-answer' });
    reply = json(200, { rooms: [group] });
    expect(await api.social.rooms('t')).toHaveLength(1);
  });

  it('keeps, proves and forgets a recovery phrase as the contract has it', async () => {
    const [password, phrase, record] = [
      new Uint8Array(32),
      new Uint8Array(32).fill(255),
      Uint8Array.of(1, 2),
    ];
    const upload = { currentAuthenticationKey: password, recoveryAuthenticationKey: phrase, record };
    reply = json(200, { exists: true, since: 5 });
    expect(await api.auth.recovery('t')).toEqual({ exists: true, sinceMs: 5 });
    reply = json(200, { exists: false, since: null });
    expect(await api.auth.recovery('t')).toEqual({ exists: false, sinceMs: null });
    reply = (response) => response.writeHead(204).end();
    await api.auth.putRecovery('t', upload);
    await api.auth.deleteRecovery('t', password);
    reply = json(200, { record: 'AQI' });
    expect(await api.auth.openRecovery('t', phrase)).toEqual(record);
    const [zeros, ones] = ['A'.repeat(43), '_'.repeat(42) + '8'];
    expect(seen.map(({ call, body }) => [call, body])).toEqual([
      ['GET /api/v1/auth/recovery', undefined],
      ['GET /api/v1/auth/recovery', undefined],
      [
        'PUT /api/v1/auth/recovery',
        { currentAuthenticationKey: zeros, recoveryAuthenticationKey: ones, record: 'AQI' },
      ],
      ['POST /api/v1/auth/recovery/delete', { authenticationKey: zeros }],
      ['POST /api/v1/auth/recovery/open', { recoveryAuthenticationKey: ones }],
    ]);
  });
});
