import type { MessengerDependencies } from './engine/dependencies.ts';
import { Engine } from './engine/engine.ts';
import { handlersOf, type Handlers } from './engine/handlers.ts';
import { failureOf } from './failures.ts';
import type { CommandName, Commands, Messenger, Result } from './port.ts';

export type { MessengerDependencies } from './engine/dependencies.ts';

/** A messenger in this very thread; `stop` lets go of storage and connection. */
export interface RunningMessenger extends Messenger {
  stop(): Promise<void>;
}

/** Starts the client engine: in the browser's worker, or headless. It begins in the phase `starting`. */
export function createMessenger(deps: MessengerDependencies): RunningMessenger {
  const engine = new Engine(deps);
  const handlers = handlersOf(engine);
  const started = engine.start();
  return {
    async call(name, input) {
      await started;
      return answer(handlers, name, input);
    },
    subscribe: (listener) => engine.events.subscribe(listener),
    stop: () => engine.stop(),
  };
}

async function answer<N extends CommandName>(
  handlers: Handlers,
  name: N,
  input: Parameters<Commands[N]>[0],
): Promise<Result<ReturnType<Commands[N]>>> {
  try {
    return { ok: true, value: await handlers[name](input) };
  } catch (cause) {
    return { ok: false, failure: failureOf(cause) };
  }
}
