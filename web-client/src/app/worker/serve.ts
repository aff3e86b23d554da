import type { Messenger } from '../../messenger/port.ts';
import type { Channel, CommandMessage, WorkerMessage } from './messages.ts';

/** The worker's end: hands commands to the messenger, and everything it says to the page. */
export function serve(messenger: Messenger, channel: Channel<WorkerMessage, CommandMessage>): void {
  messenger.subscribe((event) => channel.post({ kind: 'event', event }));
  channel.onMessage(({ id, name, input }) => {
    void messenger.call(name, input).then((result) => channel.post({ kind: 'result', id, result }));
  });
}
