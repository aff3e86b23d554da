import type { CommandName, Commands, MessengerEvent, Result } from '../../messenger/port.ts';

/** From the page to the worker: one command of the port. */
export interface CommandMessage {
  readonly id: number;
  readonly name: CommandName;
  readonly input: Parameters<Commands[CommandName]>[0];
}

/**
 * From the worker to the page: the answer to a command, or what happened together, so that the page draws it in one go.
 * Nothing of either is key material.
 */
export type WorkerMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'events'; readonly events: readonly MessengerEvent[] };

/** One end of the channel between page and worker. */
export interface Channel<Out, In> {
  post(message: Out): void;
  onMessage(listener: (message: In) => void): void;
}
