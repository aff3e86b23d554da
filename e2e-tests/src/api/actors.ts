/** Those in whose names the fuzzer asks: an account with a device of its own, programs of it, and one that may be ruined. */
import { randomBytes, randomUUID } from 'node:crypto';
import { fixed } from '../../../web-client/src/bytes/index.ts';
import { createWebCrypto } from '../../../web-client/src/crypto/webcrypto/index.ts';
import { derivePasswordKeys } from '../../../web-client/src/protocol/password/derivation.ts';
import { HeadlessPerson, type Place } from '../headless.ts';
import type { Lots } from '../lots.ts';
import { answerTo, asked, claimsOf, cookiesOf, exchanged } from './calls.ts';
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

/** Longer than a scene takes. */
const SOON_MS = 120_000;

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
  /** Of its newest sign-in, as a browser sends it. */
  cookie = '';
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

  /** Renewed before it expires: what was begun with it goes on. */
  async access(): Promise<string> {
    this.token ??= this.signIn();
    const current = this.token;
    if (claimsOf(await current).exp * 1_000 - Date.now() > SOON_MS) return current;
    if (this.token === current) this.token = this.renew();
    return this.token ?? current;
  }

  /** What its token says of it. */
  async claim(name: 'sid' | 'did'): Promise<string> {
    return claimsOf(await this.access())[name];
  }

  /** The same account on another device. */
  onDevice(deviceId: string): Login {
    return new Login(this.place, this.username, this.authenticationKey, deviceId);
  }

  /** The token was refused: the next one comes of a new login. */
  ended(): void {
    this.token = undefined;
  }

  /** Goes on with a login that there is: a new one of the same device would end it. */
  adopt({ accountId, accessToken, cookie }: Adopted): void {
    this.accountId = accountId;
    this.cookie = cookie;
    this.token = Promise.resolve(accessToken);
  }

  private async renew(): Promise<string> {
    const given = await exchanged(this.place, this.cookie);
    // Somebody else may have ended it.
    if (!given.ok) return this.signIn();
    this.cookie = cookiesOf(given);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
    return ((await given.json()) as { accessToken: string }).accessToken;
  }

  private async signIn(): Promise<string> {
    const { username, authenticationKey, deviceId } = this;
    const given = await answerTo(this.place, 'POST', '/api/v1/auth/login', {
      username,
      authenticationKey,
      deviceId,
    });
    this.cookie = cookiesOf(given);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
    const answer = (await given.json()) as Record<string, unknown>;
    this.accountId = String(answer['accountId']);
    return String(answer['accessToken']);
  }
}

/** A program of an account, with a personal token. */
export class ProgramOf {
  /** Of its personal token. */
  readonly id: string;
  readonly scopes: readonly string[];
  /** Its personal token. */
  readonly text: string;
  private readonly place: Place;
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
  const adopted = await adoptedFrom(place, person);
  const login = new Login(place, username, key, claimsOf(adopted.accessToken).did);
  login.adopt(adopted);
  return { person, login };
}

interface Adopted {
  readonly accountId: string;
  readonly accessToken: string;
  readonly cookie: string;
}

/** The login that a person's cookie is good for. */
async function adoptedFrom(place: Place, { cookies }: HeadlessPerson): Promise<Adopted> {
  const answer = await exchanged(place, [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as the contract says
  const { accountId, accessToken } = (await answer.json()) as { accountId: string; accessToken: string };
  return { accountId, accessToken, cookie: cookiesOf(answer) };
}
