import type { CommandName, Commands, Messenger, MessengerEvent, Result } from '../../messenger/port.ts';
import type { Channel, CommandMessage, WorkerMessage } from './messages.ts';

/** The page's end: a {@link Messenger} whose work happens in the worker behind `channel`. */
export function messengerProxy(channel: Channel<CommandMessage, WorkerMessage>): Messenger {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Set<(event: MessengerEvent) => void>();
  let snapshot: MessengerEvent | null = null;
  let lastId = 0;

  channel.onMessage((data) => {
    if (data.kind === 'result') {
      waiting.get(data.id)?.(data.result);
      waiting.delete(data.id);
      return;
    }
    for (const event of data.events) {
      if (event.type === 'snapshot') snapshot = event;
      for (const listener of listeners) listener(event);
    }
  });

  return {
    call<N extends CommandName>(name: N, input: Parameters<Commands[N]>[0]) {
      const id = ++lastId;
      return new Promise<Result<ReturnType<Commands[N]>>>((resolve) => {
        // The worker answers a command with that command's result.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        waiting.set(id, (result) => resolve(result as Result<ReturnType<Commands[N]>>));
        channel.post({ id, name, input });
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      // Who comes later than the first snapshot still learns where things stand.
      if (snapshot) listener(snapshot);
      return () => listeners.delete(listener);
    },
  };
}
