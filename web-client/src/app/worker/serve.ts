import type { CommandName, Messenger, MessengerEvent } from '../../messenger/port.ts';
import type { Channel, CommandMessage, WorkerMessage } from './messages.ts';

/** The worker's end: hands commands to the messenger, and everything it says to the page. */
export function serve(messenger: Messenger, channel: Channel<WorkerMessage, CommandMessage>): void {
  let events: MessengerEvent[] = [];
  const tell = () => {
    if (events.length > 0) channel.post({ kind: 'events', events });
    events = [];
  };
  messenger.subscribe((event) => {
    // What is said in one turn is told in one message.
    if (events.push(event) === 1) queueMicrotask(tell);
  });
  channel.onMessage(({ id, name, input }) => {
    void answer(id, name, input);
  });

  async function answer(id: number, name: CommandName, input: CommandMessage['input']): Promise<void> {
    const result = await messenger.call(name, input);
    tell();
    channel.post({ kind: 'result', id, result });
  }
}
