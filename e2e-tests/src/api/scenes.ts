/** What has to be there before some calls can succeed: people who have asked, met, opened or put something. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Place } from '../headless.ts';
import { arrived, Login, ProgramOf, type Token } from './actors.ts';
import { asked } from './calls.ts';

/** Whose call it is, and what it names of what was prepared. */
export interface Scene {
  readonly token: Token | undefined;
  /** Parts of the path, of the query and of the body, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const SOCIAL = '/api/v1/social';
const AUTH = '/api/v1/auth';
/** What passwords are derived with at least. */
const ROUNDS = 1_000_000;

/** What is read of answers, as the contract says. */
interface Answer {
  readonly lists?: readonly string[];
  readonly entries?: readonly string[];
  readonly rooms?: readonly { readonly roomId: string; readonly version: number }[];
  readonly version?: number;
  readonly archiveId?: string;
  readonly chunks?: number;
  readonly head?: string;
}

/** Two friends who share a group, and whom no other call touches. */
interface Pair {
  readonly dora: Login;
  readonly emil: Login;
  readonly roomId: string;
  readonly groupId: string;
}

export class Scenes {
  private readonly place: Place;
  private readonly pair: Pair;
  /** Of Dora's envelopes: each is above the one before. */
  private counter = 1_000_000;

  private readonly ways: Readonly<Record<string, () => Promise<Scene>>> = {
    signUp: async () => ({
      token: undefined,
      values: { username: `n${randomBytes(6).toString('hex')}`, accountId: randomUUID(), rounds: ROUNDS },
    }),
    login: async () => {
      const { username, authenticationKey, deviceId } = (await this.someone()).login;
      return { token: undefined, values: { username, authenticationKey, deviceId } };
    },
    putPrekeys: () => this.ofDora({ x25519OneTime: [], mlKemOneTime: [] }),
    refresh: async () => {
      const someone = await this.someone();
      return { ...someone.scene, headers: { cookie: someone.login.cookie } };
    },
    endLoginSession: async () => {
      const { scene, login } = await this.someone();
      return { ...scene, values: { id: await login.claim('sid') } };
    },
    changePassword: () => this.withKeyAs('currentAuthenticationKey', { rounds: ROUNDS }),
    setRecovery: () => this.withKeyAs('currentAuthenticationKey'),
    deleteRecovery: () => this.withKeyAs('authenticationKey'),
    deleteAccount: () => this.withKeyAs('authenticationKey'),
    makePersonalToken: () => this.withKeyAs('authenticationKey', { name: 'a program' }),
    openRecovery: async () => {
      const { scene, login } = await this.someone();
      const recoveryAuthenticationKey = randomBytes(32).toString('base64url');
      await this.does(login, 'PUT', `${AUTH}/recovery`, {
        currentAuthenticationKey: login.authenticationKey,
        recoveryAuthenticationKey,
        record: randomBytes(64).toString('base64url'),
      });
      return { ...scene, values: { recoveryAuthenticationKey } };
    },
    revokePersonalToken: async () => {
      const { scene, login } = await this.someone();
      return { ...scene, values: { tokenId: (await ProgramOf.made(this.place, login, ['mail:read'])).id } };
    },
    exchangePersonalToken: async () => {
      const { login } = await this.someone();
      return {
        token: undefined,
        values: { token: (await ProgramOf.made(this.place, login, ['mail:read'])).text },
      };
    },
    askFriend: async () => {
      const [asks, other] = await Promise.all([this.known(), this.known()]);
      return { ...asks.scene, values: { username: other.login.username } };
    },
    withdrawFriend: async () => {
      const { from, requestId } = await this.request();
      return { ...from.scene, values: { requestId } };
    },
    acceptFriend: () => this.answered(),
    declineFriend: () => this.answered(),
    unfriend: async () => {
      const { from, to, requestId } = await this.request();
      await this.does(to.login, 'POST', `${SOCIAL}/friend-requests/${requestId}/accept`);
      return { ...from.scene, values: { accountId: to.login.accountId } };
    },
    block: async () => {
      const { from, to } = await this.request();
      return { ...to.scene, values: { accountId: from.login.accountId } };
    },
    deviceLists: () => this.ofDora({ accountId: this.pair.emil.accountId }),
    person: () => this.ofDora({ accountId: this.pair.emil.accountId }),
    prekeyBundle: () =>
      this.ofDora({ accountId: this.pair.emil.accountId, deviceId: this.pair.emil.deviceId }),
    /** Nobody else can sign one, but the same again is taken. */
    putDeviceList: async () => {
      const { accountId } = this.pair.dora;
      const { lists } = await this.does(
        this.pair.dora,
        'GET',
        `${SOCIAL}/users/${accountId}/device-lists?after=0`,
      );
      return this.ofDora({ signedDeviceList: lists?.at(-1) });
    },
    log: () => this.ofDora({ roomId: this.pair.groupId, after: 0 }),
    appendLog: async () => {
      const path = `${SOCIAL}/rooms/${this.pair.groupId}/log?after=0`;
      const { entries } = await this.does(this.pair.dora, 'GET', path);
      return this.ofDora({
        roomId: this.pair.groupId,
        after: 0,
        entries: entries?.slice(0, 1),
      });
    },
    putLinkMessage: async () => {
      const { linkId, phone } = await this.link();
      return { token: await full(phone), values: { linkId, number: 1 } };
    },
    linkMessage: async () => {
      const { linkId, phone } = await this.link();
      await this.does(phone, 'PUT', `${SOCIAL}/links/${linkId}/messages/1`, { sealed: 'AAAA' });
      return this.ofDora({ linkId, number: 1 });
    },
    putChunk: async () => {
      await this.archive();
      const { archiveId, chunks, head } = await this.does(this.pair.dora, 'GET', `${SOCIAL}/archive`);
      return this.ofDora({ archiveId, number: chunks, previous: head });
    },
    chunks: async () => this.ofDora({ archiveId: await this.archive(), from: 0 }),
    deleteArchive: async () => this.ofDora({ archiveId: randomUUID() }),
    sendMessage: () => this.message(),
  };

  private constructor(place: Place, pair: Pair) {
    this.place = place;
    this.pair = pair;
  }

  static async open(place: Place): Promise<Scenes> {
    const [dora, emil] = await Promise.all([arrived(place, 'FuzzDora'), arrived(place, 'FuzzEmil')]);
    const roomId = await dora.person.befriends(emil.person);
    const { roomId: groupId } = await dora.person.asks('createGroup', {
      name: 'Two',
      description: '',
      usernames: [emil.login.username],
    });
    await Promise.all([dora.person.leaves(), emil.person.leaves()]);
    return new Scenes(place, { dora: dora.login, emil: emil.login, roomId, groupId });
  }

  /** Undefined where a call can succeed without. */
  of(operationId: string): Promise<Scene> | undefined {
    return this.ways[operationId]?.();
  }

  private async ofDora(values: Scene['values']): Promise<Scene> {
    return { token: await full(this.pair.dora), values };
  }

  private async someone(): Promise<{ readonly scene: Scene; readonly login: Login }> {
    const login = await Login.fresh(this.place);
    return { scene: { token: await full(login), values: {} }, login };
  }

  /** Somebody whom others find by name. */
  private async known(): ReturnType<Scenes['someone']> {
    const someone = await this.someone();
    await this.does(someone.login, 'PUT', `${SOCIAL}/profile`, { firstName: 'F', lastName: '', about: '' });
    return someone;
  }

  private async withKeyAs(name: string, values: Scene['values'] = {}): Promise<Scene> {
    const { scene, login } = await this.someone();
    return { ...scene, values: { ...values, [name]: login.authenticationKey } };
  }

  private async request(): Promise<{
    readonly from: Awaited<ReturnType<Scenes['someone']>>;
    readonly to: Awaited<ReturnType<Scenes['someone']>>;
    readonly requestId: string;
  }> {
    const [from, to] = await Promise.all([this.known(), this.known()]);
    const requestId = randomUUID();
    await this.does(from.login, 'PUT', `${SOCIAL}/friend-requests/${requestId}`, {
      username: to.login.username,
    });
    return { from, to, requestId };
  }

  private async answered(): Promise<Scene> {
    const { to, requestId } = await this.request();
    return { ...to.scene, values: { requestId } };
  }

  /** A device of hers that no list names wants to be let in. */
  private async link(): Promise<{ readonly linkId: string; readonly phone: Login }> {
    const linkId = randomUUID();
    await this.does(this.pair.dora, 'PUT', `${SOCIAL}/links/${linkId}`);
    return { linkId, phone: this.pair.dora.onDevice(randomUUID()) };
  }

  /** Her archive, which others may just have begun or ended. */
  private async archive(): Promise<string> {
    const { archiveId, head } = await this.does(this.pair.dora, 'GET', `${SOCIAL}/archive`);
    if (archiveId !== undefined) return archiveId;
    const begun = randomUUID();
    await this.does(this.pair.dora, 'PUT', `${SOCIAL}/archive/${begun}/chunks/0`, {
      previous: head,
      chunk: 'AAAA',
    });
    return begun;
  }

  private async message(): Promise<Scene> {
    const { dora, emil, roomId } = this.pair;
    const { rooms } = await this.does(dora, 'GET', `${SOCIAL}/rooms`);
    const room = rooms?.find((each) => each.roomId === roomId);
    const deviceLists = await Promise.all(
      [dora, emil].map(async ({ accountId }) => {
        const path = `${SOCIAL}/users/${accountId}/device-lists?after=0`;
        return { accountId, version: (await this.does(dora, 'GET', path)).version };
      }),
    );
    this.counter += 1;
    return this.ofDora({
      envelopeId: randomUUID(),
      roomId,
      roomVersion: room?.version,
      deviceLists,
      sendCounter: this.counter,
      targeted: false,
      keys: [{ accountId: emil.accountId, deviceId: emil.deviceId, sealed: 'AAAA' }],
    });
  }

  private async does(who: Login, method: string, path: string, body?: unknown): Promise<Answer> {
    return asked(this.place, method, path, body, await who.access());
  }
}

async function full(login: Login): Promise<Token> {
  return { text: await login.access(), scopes: ['tacet'] };
}
