import { accountId, fromUuid, headOf, identitySeed } from '../../protocol/index.ts';
import {
  createRecoveryPhrase,
  deriveRecoveryKeys,
  sealRecovery,
  typedWords,
  wordsOfPhrase,
} from '../../protocol/recovery/index.ts';
import type { AccountContext } from '../account/context.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import type { Devices } from '../devices/devices.ts';
import { MessengerFailure } from '../failures.ts';
import type { Commands } from '../port.ts';
import { ApiError } from '../ports/api.ts';
import { StoreError } from '../ports/store.ts';
import type { VaultHeader } from '../vault/header.ts';
import type { Ledger } from '../vault/ledger.ts';
import { unwrap } from '../vault/opening.ts';
import type { Recovery } from './recovery.ts';

/** [RP-1] How many words the user is asked for: whoever wrote them down has them. */
const ASKED = 2;

/** The opened account, as far as a phrase needs it. */
interface Account {
  readonly header: VaultHeader;
  readonly ledger: Ledger;
  readonly devices: Pick<Devices, 'lists' | 'chores'>;
  readonly recovery: Recovery;
}

/** [RP-1] Makes a phrase and what the service is to be told of it, in memory: nobody hears of it yet. */
export async function createPhrase(
  context: AccountContext,
  account: Account,
  password: string | null,
): Promise<ReturnType<Commands['createRecoveryPhrase']>> {
  const { crypto } = context;
  const { header, recovery } = account;
  requireIdentity(account);
  const proof = await proofOf(context, account, password);
  const phrase = createRecoveryPhrase(crypto);
  const id = accountId(fromUuid(header.accountId));
  const { authenticationKey, wrappingKey } = await deriveRecoveryKeys(crypto, phrase, id);
  const record = await sealRecovery(crypto, wrappingKey, id, await recoverable(account));
  const words = wordsOfPhrase(phrase);
  const ask = someOf(crypto.random(2 * words.length), words.length);
  recovery.begin({
    asked: ask.map((index) => [index, words[index] ?? '']),
    upload: {
      currentAuthenticationKey: proof.expose(),
      recoveryAuthenticationKey: authenticationKey.expose(),
      record,
    },
  });
  return { words, ask };
}

/** [RP-9] Not while the identity is about to be replaced: the phrase would bring back one that is no longer the account's. */
function requireIdentity({ devices }: Pick<Account, 'devices'>): void {
  if (devices.chores.value.reset) throw new MessengerFailure('busy');
}

/** Proves the password to this vault, which is stricter than to the service. */
async function proofOf({ crypto, progress }: AccountContext, account: Account, password: string | null) {
  const { header, recovery } = account;
  if (password === null) {
    if (!recovery.proof) throw new MessengerFailure('wrong-password');
    return recovery.proof;
  }
  progress('deriving-keys');
  const { keys } = await unwrap(crypto, header, password);
  return keys.authenticationKey;
}

/** [RP-4] */
async function recoverable({ header, ledger, devices }: Account) {
  const keys = await ledger.read(OWN_KEYS, OWN_KEYS_NAME);
  if (!keys) throw new StoreError('damaged');
  const head = headOf(await devices.lists.of(header.accountId));
  return { seed: identitySeed(keys.identity), head };
}

/** Two different places, ascending: those with the lowest of as many random numbers. */
function someOf(random: Uint8Array, count: number): readonly number[] {
  const weight = (place: number): number => (random[2 * place] ?? 0) * 256 + (random[2 * place + 1] ?? 0);
  const places = Array.from({ length: count }, (_, place) => place);
  return places
    .toSorted((a, b) => weight(a) - weight(b))
    .slice(0, ASKED)
    .toSorted((a, b) => a - b);
}

/** [RP-6] Sets the phrase once the user named its words. The same bytes go again when an answer was lost. */
export async function confirmPhrase(
  { api, login }: AccountContext,
  { recovery, devices }: Pick<Account, 'recovery' | 'devices'>,
  { words }: Parameters<Commands['confirmRecoveryPhrase']>[0],
): Promise<void> {
  requireIdentity({ devices });
  const { pending } = recovery;
  if (!pending) throw new MessengerFailure('phrase-invalid');
  const named = new Map(words.map(([index, word]) => [index, typedWords(word).join(' ')]));
  if (!pending.asked.every(([index, word]) => named.get(index) === word)) {
    throw new MessengerFailure('phrase-invalid');
  }
  try {
    await login.authorised((token) => api.auth.putRecovery(token, pending.upload));
  } catch (cause) {
    if (!(cause instanceof ApiError) || !cause.isUnanswered) throw cause;
    // It may count by now, or the one before it still does: only the service can say.
    recovery.show('unknown');
    throw new MessengerFailure('phrase-unanswered', cause);
  }
  recovery.end();
  recovery.show('set');
}
