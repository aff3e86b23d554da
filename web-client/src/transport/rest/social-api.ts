import { shownLines, shownName } from '../../messenger/kernel/shown-text.ts';
import type { Person, Relation } from '../../messenger/port.ts';
import type {
  GroupEntry,
  PrekeyMarks,
  PrekeyUpload,
  RequestEntry,
  RoomEntry,
  SocialApi,
} from '../../messenger/ports/api.ts';
import { base64url } from '../../bytes/index.ts';
import { invalidAnswer, type Answer } from './answer.ts';
import type { RestClient } from './rest-client.ts';

const BASE = '/api/v1/social';

export function socialApi(rest: RestClient): SocialApi {
  return {
    ...profiles(rest),
    ...devices(rest),
    ...friendRequests(rest),
    ...friendships(rest),
    ...rooms(rest),
    links: async () => (await import('./links-api.ts')).linksApi(rest),
    archives: async () => (await import('./archive-api.ts')).archiveApi(rest),
  };
}

function profiles(rest: RestClient): Pick<SocialApi, 'putProfile' | 'profile' | 'findUser' | 'user'> {
  const path = `${BASE}/profile`;
  return {
    putProfile: async (token, { firstName, lastName, about }) =>
      readPerson(await rest.call({ method: 'PUT', path, token, body: { firstName, lastName, about } })),
    profile: async (token) => readPerson(await rest.call({ method: 'GET', path, token })),
    findUser: async (token, username) =>
      readRelated(
        await rest.call({
          method: 'GET',
          path: `${BASE}/users?username=${encodeURIComponent(username)}`,
          token,
        }),
      ),
    user: async (token, accountId) =>
      readRelated(await rest.call({ method: 'GET', path: `${BASE}/users/${accountId}`, token })),
  };
}

function devices(
  rest: RestClient,
): Pick<SocialApi, 'putDeviceList' | 'deviceLists' | 'putPrekeys' | 'prekeyStock' | 'prekeyBundle'> {
  const prekeys = `${BASE}/prekeys`;
  return {
    putDeviceList: (token, list) =>
      rest.send({
        method: 'PUT',
        path: `${BASE}/device-list`,
        token,
        body: { signedDeviceList: base64url(list) },
      }),
    deviceLists: async (token, accountId, after) => {
      const path = `${BASE}/users/${accountId}/device-lists?after=${after}`;
      const answer = await rest.call({ method: 'GET', path, token });
      return { lists: answer.bytesList('lists'), version: answer.integer('version') };
    },
    putPrekeys: async (token, upload) =>
      readStock(await rest.call({ method: 'PUT', path: prekeys, token, body: prekeyBody(upload) })),
    prekeyStock: async (token) => readMarks(await rest.call({ method: 'GET', path: prekeys, token })),
    prekeyBundle: async (token, accountId, deviceId) => {
      const path = `${BASE}/users/${accountId}/devices/${deviceId}/prekey-bundle`;
      const answer = await rest.call({ method: 'POST', path, token });
      const x25519OneTime = answer.optionalBytes('x25519OneTime');
      const mlKemOneTime = answer.optionalBytes('mlKemOneTime');
      return {
        x25519Signed: answer.bytes('x25519Signed'),
        mlKemLastResort: answer.bytes('mlKemLastResort'),
        ...(x25519OneTime ? { x25519OneTime } : {}),
        ...(mlKemOneTime ? { mlKemOneTime } : {}),
      };
    },
  };
}

function friendRequests(
  rest: RestClient,
): Pick<
  SocialApi,
  | 'putFriendRequest'
  | 'friendRequests'
  | 'acceptFriendRequest'
  | 'declineFriendRequest'
  | 'withdrawFriendRequest'
> {
  const base = `${BASE}/friend-requests`;
  return {
    putFriendRequest: async (token, requestId, username) => {
      const answer = await rest.call({
        method: 'PUT',
        path: `${base}/${requestId}`,
        token,
        body: { username },
      });
      return { ...readRequest(answer), state: readRequestState(answer) };
    },
    friendRequests: async (token) => {
      const answer = await rest.call({ method: 'GET', path: base, token });
      return {
        incoming: answer.list('incoming', readRequest),
        outgoing: answer.list('outgoing', readRequest),
      };
    },
    acceptFriendRequest: async (token, requestId) =>
      readRoom(
        (await rest.call({ method: 'POST', path: `${base}/${requestId}/accept`, token })).object('room'),
      ),
    declineFriendRequest: (token, requestId) =>
      rest.send({ method: 'POST', path: `${base}/${requestId}/decline`, token }),
    withdrawFriendRequest: (token, requestId) =>
      rest.send({ method: 'DELETE', path: `${base}/${requestId}`, token }),
  };
}

function friendships(
  rest: RestClient,
): Pick<SocialApi, 'friends' | 'unfriend' | 'blocks' | 'block' | 'unblock'> {
  return {
    friends: async (token) =>
      (await rest.call({ method: 'GET', path: `${BASE}/friends`, token })).list('friends', (entry) => ({
        user: readPerson(entry.object('user')),
        since: entry.integer('since'),
        roomId: entry.uuid('roomId'),
      })),
    unfriend: (token, accountId) =>
      rest.send({ method: 'DELETE', path: `${BASE}/friends/${accountId}`, token }),
    blocks: async (token) =>
      (await rest.call({ method: 'GET', path: `${BASE}/blocks`, token })).list('blocks', (entry) => ({
        user: readPerson(entry.object('user')),
        since: entry.integer('since'),
      })),
    block: (token, accountId) => rest.send({ method: 'PUT', path: `${BASE}/blocks/${accountId}`, token }),
    unblock: (token, accountId) =>
      rest.send({ method: 'DELETE', path: `${BASE}/blocks/${accountId}`, token }),
  };
}

function rooms(rest: RestClient): Pick<SocialApi, 'rooms' | 'appendToLog' | 'roomLog'> {
  const base = `${BASE}/rooms`;
  return {
    rooms: async (token) => (await rest.call({ method: 'GET', path: base, token })).list('rooms', readRoom),
    appendToLog: async (token, roomId, after, entries) => {
      const body = { after, entries: entries.map((entry) => base64url(entry)) };
      const answer = await rest.call({ method: 'POST', path: `${base}/${roomId}/log`, token, body });
      return { sequence: answer.integer('sequence'), version: answer.integer('version') };
    },
    roomLog: async (token, roomId, after) => {
      const path = `${base}/${roomId}/log?after=${after}`;
      const answer = await rest.call({ method: 'GET', path, token });
      return {
        entries: answer.bytesList('entries'),
        sequence: answer.integer('sequence'),
        version: answer.integer('version'),
      };
    },
  };
}

function prekeyBody(upload: PrekeyUpload): Record<string, unknown> {
  return {
    ...(upload.x25519Signed ? { x25519Signed: base64url(upload.x25519Signed) } : {}),
    ...(upload.mlKemLastResort ? { mlKemLastResort: base64url(upload.mlKemLastResort) } : {}),
    x25519OneTime: upload.x25519OneTime.map((prekey) => base64url(prekey)),
    mlKemOneTime: upload.mlKemOneTime.map((prekey) => base64url(prekey)),
  };
}

function readStock(answer: Answer): { x25519OneTime: number; mlKemOneTime: number } {
  return { x25519OneTime: answer.integer('x25519OneTime'), mlKemOneTime: answer.integer('mlKemOneTime') };
}

function readMarks(answer: Answer): PrekeyMarks {
  return {
    ...readStock(answer),
    x25519SignedCounter: answer.integer('x25519SignedCounter'),
    mlKemLastResortCounter: answer.integer('mlKemLastResortCounter'),
    x25519OneTimeHighestKeyId: answer.integer('x25519OneTimeHighestKeyId'),
    mlKemOneTimeHighestKeyId: answer.integer('mlKemOneTimeHighestKeyId'),
  };
}

function readPerson(answer: Answer): Person {
  return {
    accountId: answer.uuid('accountId'),
    username: answer.text('username'),
    firstName: shownName(answer.text('firstName')),
    lastName: shownName(answer.text('lastName')),
    about: shownLines(answer.text('about')),
  };
}

const RELATIONS: readonly Relation[] = [
  'self',
  'none',
  'friend',
  'request-sent',
  'request-received',
  'blocked',
];

function readRelated(answer: Answer): { user: Person; relation: Relation } {
  const relation = RELATIONS.find((known) => known === answer.text('relation'));
  if (!relation) throw invalidAnswer('relation');
  return { user: readPerson(answer.object('user')), relation };
}

function readRequest(answer: Answer): RequestEntry {
  return {
    requestId: answer.uuid('requestId'),
    user: readPerson(answer.object('user')),
    createdAt: answer.integer('createdAt'),
  };
}

function readRequestState(answer: Answer): 'pending' | 'accepted' {
  const state = answer.text('state');
  if (state !== 'pending' && state !== 'accepted') throw invalidAnswer('state');
  return state;
}

function readRoom(answer: Answer): RoomEntry {
  const kind = answer.text('kind');
  return {
    roomId: answer.uuid('roomId'),
    kind,
    group: kind === 'group' ? readGroup(answer) : null,
    version: answer.integer('version'),
    members: answer.list('members', readPerson),
    open: answer.flag('open'),
  };
}

function readGroup(answer: Answer): GroupEntry {
  return {
    sequence: answer.integer('sequence'),
    invited: answer.list('invited', readPerson),
    gone: answer.uuidList('gone'),
  };
}
