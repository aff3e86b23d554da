import { effect, type ReadonlySignal } from '@preact/signals-core';
import type { LinkingView, Messenger, Snapshot } from '../../messenger/port.ts';

/** Ends what is under way, and takes its end off the screen as soon as it has come: what runs may finish a step first. */
export async function endLinking(messenger: Messenger, snapshot: ReadonlySignal<Snapshot>): Promise<void> {
  await messenger.call('cancelLinking', {});
  await untilLinking(snapshot, isOver);
  await messenger.call('dismissLinking', {});
}

/** Resolves when a snapshot shows it; a linking changes at the latest when its ten minutes are over. */
export async function untilLinking(
  snapshot: ReadonlySignal<Snapshot>,
  holds: (linking: LinkingView | null) => boolean,
): Promise<void> {
  let stop: (() => void) | undefined;
  await new Promise<void>((resolve) => {
    stop = effect(() => {
      if (holds(snapshot.value.linking)) resolve();
    });
  });
  stop?.();
}

export function isOver(linking: LinkingView | null): boolean {
  return linking === null || linking.at === 'done' || linking.at === 'failed';
}
