import type { CommandName, MessageView, Result } from '../port.ts';
import type { Command, Order, Run } from './messages.ts';

export const BUSY: Result<never> = { ok: false, failure: { code: 'busy' } };

/**
 * What may be done a second time when nobody answered the first: it changes nothing, or the same again. A text is
 * recognised by its id. Of everything else the user is told that it may not have happened.
 */
const REPEATABLE: ReadonlySet<CommandName> = new Set([
  'checkUsername',
  'needsInvitation',
  'signIn',
  'unlock',
  'lock',
  'signOut',
  'listLoginSessions',
  'listPersonalTokens',
  'listDevices',
  'updateProfile',
  'updateSettings',
  'lookUp',
  'messages',
  'sendText',
  'focus',
  'typing',
  'saveDraft',
  'securityDetails',
  'storageUsed',
  'takeOver',
  'cancelLinking',
  'dismissLinking',
] satisfies CommandName[]);

/** Messages read at a time, `messages.count` of the port. */
const WINDOW = 200;

export function isRepeatable({ name }: Command): boolean {
  return REPEATABLE.has(name);
}

/**
 * Begins the command unless it is a text that an earlier holder stored. Only once this has resolved may the next one of
 * the same tab begin: what it writes stays in order.
 *
 * @returns the result that is to come; in an object, since a promise of a promise is none
 */
export async function begin(run: Run, order: Order): Promise<{ readonly result: Promise<Result<unknown>> }> {
  const stored = order.again ? await storedText(run, order) : null;
  return { result: stored === null ? run(order) : Promise.resolve(stored) };
}

async function storedText(run: Run, order: Order): Promise<Result<unknown> | null> {
  if (order.name !== 'sendText') return null;
  const { roomId, id } = order.input;
  for (let fromIndex = order.behind; ; fromIndex += WINDOW) {
    const answer = await run({ name: 'messages', input: { roomId, fromIndex, count: WINDOW } });
    if (!answer.ok) return answer;
    const messages = messagesOf(answer);
    if (messages.some((message) => message.id === id)) return { ok: true, value: { id } };
    if (messages.length < WINDOW) return null;
  }
}

/** The answer to the command `messages`. */
export function messagesOf(answer: Result<unknown>): readonly MessageView[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a command is answered with its own result
  return answer.ok ? (answer.value as readonly MessageView[]) : [];
}
