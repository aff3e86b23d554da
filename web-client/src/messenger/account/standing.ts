import { MessengerFailure } from '../failures.ts';
import { ApiError } from '../ports/api.ts';
import { withdraw } from '../vault/header.ts';
import type { PasswordKeys } from '../vault/opening.ts';
import { endLogin } from './changed-elsewhere.ts';
import type { AccountContext, OpenVault } from './context.ts';
import { establish } from './establish.ts';

/**
 * What cannot stand any more, since somebody else was faster, does not stay here, and no login with it. After any other failure
 * both may be needed: it goes on, or the account stands already and only the answer was lost.
 */
export function establishOrWithdraw(
  context: AccountContext,
  vault: OpenVault,
  keys: PasswordKeys,
): Promise<OpenVault> {
  const work = async () => {
    try {
      return await establish(context, vault, keys);
    } catch (cause) {
      if (isOvertaken(cause)) await leave(context);
      throw cause;
    }
  };
  return standOrWithdraw(context, vault, work, isOvertaken);
}

/** [V-23] Lets a fresh vault stand; after a failure with which it never will, what was here before is what is here. */
export async function standOrWithdraw(
  context: AccountContext,
  vault: OpenVault,
  work: () => Promise<OpenVault>,
  isOver: (cause: unknown) => boolean,
): Promise<OpenVault> {
  try {
    return await work();
  } catch (cause) {
    if (isOver(cause)) await context.store.commit(context.holder, withdraw(vault.header));
    throw cause;
  }
}

function isOvertaken(cause: unknown): boolean {
  const overtaken = cause instanceof MessengerFailure && cause.code === 'vault-elsewhere';
  return overtaken || (cause instanceof ApiError && cause.code === 'username-taken');
}

/** A login that leads nowhere ends. */
export async function orLeave<T>(context: AccountContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    await leave(context);
    throw cause;
  }
}

/** Nobody stays signed in on a browser that has no keys. */
export async function leave(context: AccountContext): Promise<void> {
  const token = context.login.peek();
  context.login.forget();
  if (token !== null) await endLogin(context, token);
}
