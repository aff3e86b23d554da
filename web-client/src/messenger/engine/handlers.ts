import { changePassword, lock, signOut, signOutEverywhere } from '../account/change.ts';
import { requireAccount } from '../account/context.ts';
import { deleteAccount } from '../account/delete-account.ts';
import { signIn, startOver } from '../account/sign-in.ts';
import { profileOf, signUp } from '../account/sign-up.ts';
import { unlock } from '../account/unlock.ts';
import { MessengerFailure } from '../failures.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { CommandName, Commands, DeviceCommands } from '../port.ts';
import { loadPrograms } from '../programs/load.ts';
import { loadRecovery } from '../recovery/load.ts';
import { putHeader } from '../vault/header.ts';
import type { Engine } from './engine.ts';

export type Handlers = {
  readonly [N in CommandName]: (input: Parameters<Commands[N]>[0]) => Promise<ReturnType<Commands[N]>>;
};

/** The commands of the port, each handed to the feature that does it. */
export function handlersOf(engine: Engine): Handlers {
  return {
    ...doors(engine),
    ...logins(engine),
    ...recovery(engine),
    ...programs(engine),
    ...people(engine),
    ...groups(engine),
    ...conversations(engine),
    ...verification(engine),
    ...devices(engine),
  };
}

type Some<N extends CommandName> = Pick<Handlers, N>;

function doors(
  engine: Engine,
): Some<
  | 'signUp'
  | 'signIn'
  | 'startOver'
  | 'unlock'
  | 'lock'
  | 'signOut'
  | 'signOutEverywhere'
  | 'deleteAccount'
  | 'takeOver'
> {
  return {
    signUp: (input) => engine.enter((context) => signUp(context, input)),
    signIn: (input) => engine.enter((context) => signIn(context, input)),
    startOver: (input) => engine.enter((context) => startOver(context, input)),
    unlock: (input) => engine.enter((context) => unlock(context, input)),
    lock: () => engine.lock(lock),
    signOut: ({ erase }) => engine.leave((context, header) => signOut(context, header, erase)),
    signOutEverywhere: () => engine.leave((context, header) => signOutEverywhere(context, header)),
    deleteAccount: (input) =>
      engine.leave((context, header) =>
        deleteAccount(context, header, { ...input, leaveGroups: () => engine.account.leaveGroups() }),
      ),
    takeOver: async () => engine.returns(),
  };
}

function logins(
  engine: Engine,
): Some<
  | 'checkUsername'
  | 'needsInvitation'
  | 'changePassword'
  | 'listLoginSessions'
  | 'endLoginSession'
  | 'updateProfile'
  | 'updateSettings'
  | 'storageUsed'
> {
  const { login, deps } = engine;
  const { auth, social } = deps.api;
  return {
    checkUsername: ({ username }) => auth.checkUsername(username),
    needsInvitation: () => auth.needsInvitation(),
    changePassword: (input) =>
      engine.change(async (context, opened) => {
        opened.wrappingKey = await changePassword(context, opened.header, input, (header) => {
          opened.header = header;
        });
      }),
    listLoginSessions: async () => {
      const sessions = await login.authorised((token) => auth.loginSessions(token));
      return sessions.map(({ createdAt, lastUsedAt, ...rest }) => ({
        ...rest,
        createdAtMs: createdAt,
        lastUsedAtMs: lastUsedAt,
      }));
    },
    endLoginSession: ({ id }) => login.authorised((token) => auth.endLoginSession(token, id)),
    updateProfile: (input) =>
      engine.change(async (_context, opened) => {
        const profile = profileOf(input);
        const me = await login.authorised((token) => social.putProfile(token, profile));
        requireAccount(me, opened.header);
        opened.header = { ...opened.header, displayName: me.firstName };
        await opened.ledger.transact((tx) => {
          opened.profile.set(tx, me);
          tx.alongside([putHeader(opened.header)]);
          tx.afterwards(engine.events.changed);
        });
      }),
    updateSettings: async (change) => {
      await engine.account.settings.update(change);
      engine.account.presence.announce();
      engine.events.changed();
    },
    storageUsed: () => engine.usage(),
  };
}

function recovery(
  engine: Engine,
): Some<
  | 'createRecoveryPhrase'
  | 'confirmRecoveryPhrase'
  | 'putOffRecoveryPhrase'
  | 'recoveryState'
  | 'recoverAccount'
  | 'switchArchiveOn'
  | 'deleteArchive'
> {
  return {
    createRecoveryPhrase: ({ password }) =>
      engine.change(async (context, opened) =>
        (await loadRecovery()).createPhrase(context, opened, password),
      ),
    confirmRecoveryPhrase: (input) =>
      engine.change(async (context, opened) => (await loadRecovery()).confirmPhrase(context, opened, input)),
    putOffRecoveryPhrase: async () => {
      const { account } = engine;
      account.recovery.end();
      account.background(account.recovery.online());
    },
    recoveryState: async () => engine.account.recovery.state(),
    recoverAccount: (input) =>
      engine.enter(async (context) => (await loadRecovery()).recoverAccount(context, input)),
    switchArchiveOn: async () => engine.account.switchArchiveOn(),
    deleteArchive: async () => engine.account.archive.switchOff(),
  };
}

function programs(engine: Engine): Some<'listPersonalTokens' | 'makePersonalToken' | 'revokePersonalToken'> {
  const { login, deps } = engine;
  const service = { api: deps.api, login };
  return {
    listPersonalTokens: async () => (await loadPrograms()).listPersonalTokens(service),
    makePersonalToken: (input) =>
      engine.change(async (context, opened) =>
        (await loadPrograms()).makePersonalToken(context, opened, input),
      ),
    revokePersonalToken: async ({ id }) => (await loadPrograms()).revokePersonalToken(service, id),
  };
}

function people(
  engine: Engine,
): Some<
  | 'lookUp'
  | 'sendFriendRequest'
  | 'acceptRequest'
  | 'declineRequest'
  | 'withdrawRequest'
  | 'unfriend'
  | 'block'
  | 'unblock'
> {
  const friendship = () => engine.account.people.friendship;
  return {
    lookUp: async ({ username }) => friendship().lookUp(username),
    sendFriendRequest: async ({ username, accountId }) => friendship().request(username, accountId),
    acceptRequest: async ({ requestId }) => friendship().accept(requestId),
    declineRequest: async ({ requestId }) => friendship().decline(requestId),
    withdrawRequest: async ({ requestId }) => friendship().withdraw(requestId),
    unfriend: async ({ accountId }) => friendship().unfriend(accountId),
    block: async ({ accountId }) => friendship().block(accountId),
    unblock: async ({ accountId }) => friendship().unblock(accountId),
  };
}

/** Not needed before somebody looks at details. */
const verifying = () => import('../verification/commands.ts');

function verification(
  engine: Engine,
): Some<'securityDetails' | 'setVerified' | 'checkScanned' | 'acceptIdentity'> {
  return {
    securityDetails: async ({ accountId }) =>
      (await verifying()).securityDetails(engine.account, engine.deps.crypto, accountId),
    setVerified: async (input) => (await verifying()).setVerified(engine.account, engine.deps, input),
    checkScanned: async (input) => (await verifying()).checkScanned(engine.account, engine.deps, input),
    acceptIdentity: async (input) => (await verifying()).acceptIdentity(engine.account, engine.deps, input),
  };
}

function groups(
  engine: Engine,
): Some<
  | 'createGroup'
  | 'addPeople'
  | 'removeMember'
  | 'renameGroup'
  | 'handOver'
  | 'leaveGroup'
  | 'acceptInvitation'
  | 'declineInvitation'
> {
  const changes = () => engine.account.mail.rooms.changes;
  return {
    createGroup: async ({ name, description, ...invited }) =>
      changes().create({ name, description }, invited),
    addPeople: async ({ roomId, ...invited }) => changes().add(roomId, invited),
    removeMember: async ({ roomId, accountId }) => changes().remove(roomId, accountId),
    renameGroup: async ({ roomId, ...name }) => changes().rename(roomId, name),
    handOver: async ({ roomId, accountId }) => changes().handOver(roomId, accountId),
    leaveGroup: async ({ roomId }) => changes().leave(roomId),
    acceptInvitation: async ({ roomId }) => changes().accept(roomId),
    declineInvitation: async ({ roomId }) => changes().decline(roomId),
  };
}

/** `messages.count`, port.ts. */
const MAX_MESSAGES = 200;

function conversations(
  engine: Engine,
): Some<'messages' | 'sendText' | 'retryMessage' | 'discardMessage' | 'focus' | 'typing' | 'saveDraft'> {
  return {
    messages: async ({ roomId, fromIndex, count }) =>
      engine.account.conversations.messages(roomId, fromIndex, Math.min(count, MAX_MESSAGES)),
    sendText: async ({ roomId, body, id = freshUuid(engine.deps.crypto) }) => {
      const { mail, header } = engine.account;
      await mail.outbox.addText(roomId, body, id, header.accountId);
      return { id };
    },
    retryMessage: async ({ roomId, id }) => engine.account.mail.unsent.retry(roomId, id),
    discardMessage: async ({ roomId, id }) => engine.account.mail.unsent.discard(roomId, id),
    focus: async ({ roomId, active, seen = true, tab }) => {
      engine.account.connection.looked(active, tab);
      await engine.account.mail.reading.focus(roomId, active && seen, tab);
    },
    typing: async ({ roomId }) => engine.account.typing.say(roomId),
    saveDraft: async ({ roomId, draft }) => {
      const { ledger, conversations: rows } = engine.account;
      await ledger.transact((tx) => {
        const row = rows.row(tx, roomId);
        if (!row) throw new MessengerFailure('not-found');
        rows.update(tx, { ...row, draft });
      });
    },
  };
}

const DEVICE_COMMANDS = [
  'listDevices',
  'openLinking',
  'joinAccount',
  'confirmLinking',
  'cancelLinking',
  'dismissLinking',
  'signOutDevice',
  'lostOrStolen',
  'eraseRemoved',
] as const satisfies readonly (keyof DeviceCommands)[];

/** What is about several devices is loaded when it is asked for. */
function devices(engine: Engine): Some<keyof DeviceCommands> {
  const late = DEVICE_COMMANDS.map((name) => [
    name,
    async (input: never) => (await import('./device-handlers.ts')).deviceHandlers(engine)[name](input),
  ]);
  // Each name goes to the handler of that name.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(late) as Some<keyof DeviceCommands>;
}
