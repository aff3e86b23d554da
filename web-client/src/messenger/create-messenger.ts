import type { MessengerDependencies } from './engine/dependencies.ts';
import { Engine } from './engine/engine.ts';
import { handlersOf, type Handlers } from './engine/handlers.ts';
import { failureOf } from './failures.ts';
import { isFenced } from './ports/store.ts';
import type { CommandName, Commands, Failure, Messenger, Result } from './port.ts';
import type { Command } from './tabs/messages.ts';
import { Tab } from './tabs/tab.ts';

export type { MessengerDependencies } from './engine/dependencies.ts';

/** A messenger in this very thread; `stop` lets go of storage and connection. */
export interface RunningMessenger extends Messenger {
  stop(): Promise<void>;
}

/** Starts the client engine: in the browser's worker, or headless. It begins in the phase `starting`. */
export function createMessenger(deps: MessengerDependencies): RunningMessenger {
  const engine = new Engine(deps);
  const handlers = handlersOf(engine);
  const tab = new Tab(engine, ({ name, input }) => answer(engine, handlers, name, input), deps);
  return {
    call<N extends CommandName>(name: N, input: Parameters<Commands[N]>[0]) {
      // Whoever does the command answers it with its own result.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      return tab.call({ name, input } as Command) as Promise<Result<ReturnType<Commands[N]>>>;
    },
    subscribe: (listener) => engine.events.subscribe(listener),
    stop: () => tab.stop(),
  };
}

async function answer<N extends CommandName>(
  engine: Engine,
  handlers: Handlers,
  name: N,
  input: Parameters<Commands[N]>[0],
): Promise<Result<ReturnType<Commands[N]>>> {
  try {
    return { ok: true, value: await handlers[name](input) };
  } catch (cause) {
    if (isFenced(cause)) engine.onFenced();
    return { ok: false, failure: engine.isRemoved ? signedOut(failureOf(cause)) : failureOf(cause) };
  }
}

/** What was under way while this device learnt that it was signed out found its storage closed. */
const signedOut = (failure: Failure): Failure => (failure.code === 'busy' ? { code: 'signed-out' } : failure);
