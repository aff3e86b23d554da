import type { CryptoProvider } from '../../crypto/index.ts';
import type { Api } from '../ports/api.ts';
import type { Clock, NetworkState, Random, TabLock, TabsPort, Timers } from '../ports/platform.ts';
import type { RelaySockets } from '../ports/relay-socket.ts';
import type { Store } from '../ports/store.ts';

/** Everything the messenger needs from the outside. */
export interface MessengerDependencies {
  /** Opens the storage; called again after a failure. */
  readonly openStore: () => Promise<Store>;
  readonly api: Api;
  readonly sockets: RelaySockets;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly network: NetworkState;
  /** Who holds it has the storage, the keys and the connection. */
  readonly lock: TabLock;
  /** Absent where tabs cannot reach each other: then one works, and the others wait. */
  readonly tabs?: TabsPort;
}
