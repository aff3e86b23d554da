/** Those in whose names the fuzzer asks: an account with a device of its own, programs of it, and one that may be ruined. */
import { randomBytes, randomUUID } from 'node:crypto';
import { fixed } from '../../../web-client/src/bytes/index.ts';
import { createWebCrypto } from '../../../web-client/src/crypto/webcrypto/index.ts';
import { derivePasswordKeys } from '../../../web-client/src/protocol/password/derivation.ts';
import { HeadlessPerson, type Place } from '../headless.ts';
import type { Lots } from '../lots.ts';
import type { Bearer } from './cases.ts';

/** What ends logins, or the account: nobody else would get far afterwards. */
const RUINOUS = new Set([
  'logout',
  'logoutEverywhere',
  'endLoginSession',
  'changePassword',
  'deleteAccount',
  'setRecovery',
  'putDeviceList',
]);

const SCOPES = [
  ['mail:read', 'mail:send', 'social:read', 'social:write'],
  ['mail:read'],
  ['mail:send'],
  ['social:read', 'social:write'],
] as const;

/** A token, and what it is good for; `tacet` is everything. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

/** One account that signs in with its password's key. */
export class Login {
  readonly username: string;
  readonly authenticationKey: string;
  readonly deviceId: string;
  accountId = '';
  private readonly place: Place;
  private token: Promise<string> | undefined;

  constructor(place: Place, username: string, authenticationKey: string, deviceId: string) {
    this.place = place;
    this.username = username;
    this.authenticationKey = authenticationKey;
    this.deviceId = deviceId;
  }

  /** One that nobody misses. */
  static async fresh(place: Place): Promise<Login> {
    const login = new Login(
      place,
      `fuzz${randomBytes(6).toString('hex')}`,
      randomBytes(32).toString('base64url'),
      randomUUID(),
    );
    const { username, authenticationKey } = login;
    await asked(place, 'PUT', `/api/v1/auth/accounts/${randomUUID()}`, {
      username,
      salt: randomBytes(16).toString('base64url'),
      rounds: 1_000_000,
      authenticationKey,
    });
    return login;
  }

  access(): Promise<string> {
    this.token ??= this.signIn();
    return this.token;
  }

  /** The token was refused: the next one comes of a new login. */
  ended(): void {
    this.token = undefined;
  }

  /** Goes on with a login that there is: a new one of the same device would end it. */
  adopt(accountId: string, accessToken: string): void {
    this.accountId = accountId;
    this.token = Promise.resolve(accessToken);
  }

  private async signIn(): Promise<string> {
    const { username, authenticationKey, deviceId } = this;
    const answer = await asked(this.place, 'POST', '/api/v1/auth/login', {
      username,
      authenticationKey,
      deviceId,
    });
    this.accountId = String(answer['accountId']);
    return String(answer['accessToken']);
  }
}

/** A program of an account, with a personal token. */
export class ProgramOf {
  /** Of its personal token. */
  readonly id: string;
  readonly scopes: readonly string[];
  private readonly place: Place;
  private readonly text: string;
  private token: Promise<string> | undefined;

  private constructor(place: Place, id: string, text: string, scopes: readonly string[]) {
    this.place = place;
    this.id = id;
    this.text = text;
    this.scopes = scopes;
  }

  static async made(place: Place, owner: Login, scopes: readonly string[]): Promise<ProgramOf> {
    const id = randomUUID();
    const secret = randomBytes(32);
    const { authenticationKey } = owner;
    await asked(
      place,
      'PUT',
      `/api/v1/auth/personal-tokens/${id}`,
      { authenticationKey, name: 'fuzz', scopes, expiresInDays: 1, secret: secret.toString('base64url') },
      await owner.access(),
    );
    return new ProgramOf(place, id, `tacet_${id}_${secret.toString('base64url')}`, scopes);
  }

  access(): Promise<string> {
    this.token ??= asked(this.place, 'POST', '/api/v1/auth/personal-tokens/exchange', {
      token: this.text,
    }).then((answer) => String(answer['accessToken']));
    return this.token;
  }

  ended(): void {
    this.token = undefined;
  }
}

export class Actors {
  readonly alice: Login;
  readonly bob: Login;
  readonly roomId: string;
  private readonly place: Place;
  private readonly programs: readonly ProgramOf[];
  private ruined: Promise<Login> | undefined;

  private constructor(
    place: Place,
    alice: Login,
    bob: Login,
    roomId: string,
    programs: readonly ProgramOf[],
  ) {
    this.place = place;
    this.alice = alice;
    this.bob = bob;
    this.roomId = roomId;
    this.programs = programs;
  }

  /** Alice and Bob are friends and have written; their devices are in their lists. */
  static async arrive(place: Place): Promise<Actors> {
    const [alice, bob] = await Promise.all([arrived(place, 'FuzzAlice'), arrived(place, 'FuzzBob')]);
    const roomId = await alice.person.befriends(bob.person);
    await alice.person.writes(roomId, 'hello');
    await bob.person.untilReads(roomId, 'reads', (messages) => messages.length === 1);
    await Promise.all([alice.person.leaves(), bob.person.leaves()]);
    await Promise.all([alice.login.access(), bob.login.access()]);
    const programs = await Promise.all(SCOPES.map((scopes) => ProgramOf.made(place, alice.login, scopes)));
    return new Actors(place, alice.login, bob.login, roomId, programs);
  }

  /** The token for a request, and who must sign in anew if it is refused. */
  async token(
    bearer: Bearer,
    operationId: string,
    lots: Lots,
  ): Promise<{ readonly token: Token | undefined; readonly refused: () => void }> {
    if (bearer === 'none') return { token: undefined, refused: () => {} };
    if (bearer === 'garbage') {
      return { token: { text: 'eyJhbGciOiJub25lIn0.e30.', scopes: [] }, refused: () => {} };
    }
    if (bearer === 'program') {
      const program = this.programs[lots(this.programs.length)];
      if (program === undefined) throw new Error('there are no programs');
      return {
        token: { text: await program.access(), scopes: program.scopes },
        refused: () => program.ended(),
      };
    }
    if (RUINOUS.has(operationId)) return this.ruin();
    return {
      token: { text: await this.alice.access(), scopes: ['tacet'] },
      refused: () => this.alice.ended(),
    };
  }

  private async ruin(): ReturnType<Actors['token']> {
    this.ruined ??= Login.fresh(this.place);
    const login = await this.ruined;
    return {
      token: { text: await login.access(), scopes: ['tacet'] },
      refused: () => {
        this.ruined = undefined;
      },
    };
  }
}

/** Somebody with a client, and the same person's login for whoever calls the server directly. */
export async function arrived(place: Place, name: string): Promise<{ person: HeadlessPerson; login: Login }> {
  const person = await HeadlessPerson.arrives(place, name);
  await person.signsUp();
  const { username, password } = person;
  const { salt, rounds } = await asked(place, 'POST', '/api/v1/auth/prelogin', { username });
  const { authenticationKey } = await derivePasswordKeys(await createWebCrypto(), {
    password,
    username,
    salt: fixed(16, new Uint8Array(Buffer.from(String(salt), 'base64url')), 'salt'),
    rounds: Number(rounds),
  });
  const key = Buffer.from(authenticationKey.expose()).toString('base64url');
  const { accountId, accessToken, deviceId } = await loginOf(place, person);
  const login = new Login(place, username, key, deviceId);
  login.adopt(accountId, accessToken);
  return { person, login };
}

/** The login that a person's cookie is good for. */
async function loginOf(
  place: Place,
  { cookies }: HeadlessPerson,
): Promise<{ accountId: string; accessToken: string; deviceId: string }> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${place.url}/api/v1/auth/token`, {
    method: 'POST',
    headers: { cookie, origin: place.url, 'tacet-client': '1' },
    signal: AbortSignal.timeout(30_000),
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
  const { accountId, accessToken } = (await answer.json()) as { accountId: string; accessToken: string };
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
  return { accountId, accessToken, deviceId: (JSON.parse(claims) as { did: string }).did };
}

async function asked(
  place: Place,
  method: string,
  path: string,
  body: unknown,
  token?: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${place.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every answer of these calls is an object
  return JSON.parse(text) as Record<string, unknown>;
}
