import type { CommandName, Messenger, MessengerEvent } from '../../messenger/port.ts';
import type { Channel, CommandMessage, WorkerMessage } from './messages.ts';

/**
 * The worker's end: hands commands to the messenger, and what it says to the page. A page draws the messages of the conversation
 * on its screen, and asks for those of another one when it opens it: only of that one it is told them, or mail that waited would
 * be copied into every page, thousands of messages at a time.
 */
export function serve(messenger: Messenger, channel: Channel<WorkerMessage, CommandMessage>): void {
  let shown: string | null = null;
  let events: MessengerEvent[] = [];
  const tell = () => {
    if (events.length > 0) channel.post({ kind: 'events', events });
    events = [];
  };
  messenger.subscribe((event) => {
    if (event.type === 'messages' && event.roomId !== shown) return;
    // What is said in one turn is told in one message.
    if (events.push(event) === 1) queueMicrotask(tell);
  });
  channel.onMessage(({ id, name, input }) => {
    // It says so before it asks for any message of it.
    if (name === 'focus' && 'roomId' in input && 'active' in input) shown = input.roomId;
    void answer(id, name, input);
  });

  async function answer(id: number, name: CommandName, input: CommandMessage['input']): Promise<void> {
    const result = await messenger.call(name, input);
    tell();
    channel.post({ kind: 'result', id, result });
  }
}
