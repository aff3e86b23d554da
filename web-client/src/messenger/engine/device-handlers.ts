import { signOut } from '../account/change.ts';
import { MessengerFailure } from '../failures.ts';
import {
  joinAccount,
  listDevices,
  lostOrStolen,
  openLinking,
  signOutDevice,
  whileClosed,
} from '../linking/index.ts';
import type { DeviceCommands } from '../port.ts';
import { loadRecovery } from '../recovery/load.ts';
import { unwrap } from '../vault/opening.ts';
import type { Engine } from './engine.ts';
import type { Handlers } from './handlers.ts';

/** The commands that are about several devices; loaded with the first of them. */
export function deviceHandlers(engine: Engine): Pick<Handlers, keyof DeviceCommands> {
  const { linking, deps, events } = engine;
  return {
    listDevices: async () => listDevices(engine.account.own),
    openLinking: async () => {
      const { own, me } = engine.account;
      return openLinking({ ...own, profile: me });
    },
    joinAccount: (input) =>
      joinAccount(input, { ...deps, slot: linking, enter: (way, own) => engine.enter(way, own) }),
    confirmLinking: async ({ same }) => linking.running?.confirm(same),
    cancelLinking: async () => linking.running?.cancel(),
    dismissLinking: async () => {
      if (!linking.running) linking.show(null);
    },
    signOutDevice: async ({ deviceId }) => signOutDevice(engine.account.own, deviceId),
    lostOrStolen: async ({ password }) => {
      const { forgetPhrase } = await loadRecovery();
      await engine.rebuild(async (context, opened) => {
        context.progress('deriving-keys');
        // The vault itself tells whether the password is right; nobody is asked.
        const { keys } = await unwrap(context.crypto, opened.header, password);
        // [RP-9] First: what is interrupted now leaves an account without a phrase, and none with one that is outdated.
        const isForgotten = await forgetPhrase(context, keys);
        // The password before opens the vault, too, until the one of today has: that one is asked for.
        if (!isForgotten && opened.header.wraps.length > 1) throw new MessengerFailure('wrong-password');
        linking.leave();
        await whileClosed(opened, (vault) => lostOrStolen(context, vault, events));
      });
    },
    eraseRemoved: () =>
      engine.leave((context, header) => {
        if (!header.removed) throw new MessengerFailure('busy');
        return signOut(context, header, true);
      }),
  };
}
