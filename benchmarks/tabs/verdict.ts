import type { MessageView } from '../../web-client/src/messenger/port.ts';

/** What one device shows in the end. */
export interface Shown {
  readonly device: string;
  readonly messages: readonly MessageView[];
}

/** How often something went wrong, over all devices. */
export interface Verdict {
  /** Said by one device and not shown by another. */
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** Messages that cannot be read, notices that some are missing. */
  readonly unreadable: readonly string[];
  /** Shown in another order than the device that sent them shows. */
  readonly disordered: readonly string[];
  /** Not accepted by the relay: still waiting, or refused. */
  readonly unsent: readonly string[];
}

/**
 * @param said bodies that were stored for certain; what was being said when its tab was killed may be missing, but then
 *   everywhere
 * @param senderOf the device that a body was written on
 */
export function verdictOn(
  devices: readonly Shown[],
  said: ReadonlySet<string>,
  senderOf: (body: string) => string,
): Verdict {
  const bodiesOf = new Map(devices.map(({ device, messages }) => [device, textsIn(messages)]));
  const anywhere = new Set([...said, ...[...bodiesOf.values()].flat()]);
  const each = (find: (shown: Shown) => readonly string[]) =>
    devices.flatMap((shown) => find(shown).map((what) => `${shown.device}: ${what}`));
  return {
    lost: each(({ device }) => {
      const here = new Set(bodiesOf.get(device));
      return [...anywhere].filter((body) => !here.has(body));
    }),
    twice: each(({ device }) => repeated(bodiesOf.get(device) ?? [])),
    unreadable: each(({ messages }) =>
      messages.filter(isUnreadable).map(({ index, state, notice = state }) => `${notice} at ${index}`),
    ),
    disordered: each(({ device }) =>
      devices.flatMap(({ device: sender }) => {
        const isTheirs = (body: string) => senderOf(body) === sender;
        const there = (bodiesOf.get(sender) ?? []).filter(isTheirs);
        return outOfOrder((bodiesOf.get(device) ?? []).filter(isTheirs), there);
      }),
    ),
    unsent: each(({ messages }) =>
      messages
        .filter(({ state, kind }) => kind === 'text' && (state === 'sending' || state === 'failed'))
        .map(({ body }) => body),
    ),
  };
}

const textsIn = (messages: readonly MessageView[]): readonly string[] =>
  messages.flatMap(({ kind, body, state }) =>
    kind === 'text' && state !== 'repairing' && state !== 'lost' ? [body] : [],
  );

function isUnreadable({ kind, state, notice }: MessageView): boolean {
  if (kind === 'notice') return notice === 'messages-missing' || notice === 'security-alarm';
  return kind !== 'text' || state === 'repairing' || state === 'lost';
}

function repeated(bodies: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return bodies.filter((body) => seen.has(body) || !seen.add(body));
}

/** Each that stands below one that was sent after it. */
function outOfOrder(bodies: readonly string[], asSent: readonly string[]): readonly string[] {
  const placeOf = new Map(asSent.map((body, at) => [body, at]));
  let highest = -1;
  return bodies.filter((body) => {
    const place = placeOf.get(body) ?? highest;
    const isLate = place < highest;
    highest = Math.max(highest, place);
    return isLate;
  });
}
