/** Where to and as whom. */
export interface Options {
  /** Public address of the server, such as `https://chat.example.org`. */
  readonly server: string;
  /** The file that holds this device's keys and conversations, sealed; made if it is missing. */
  readonly store: string;
  readonly username: string;
  /** Never leaves this process. */
  readonly password: string;
}

/** What an account begins with. */
export interface NewAccount {
  readonly firstName: string;
  readonly about?: string;
  /** A code, where signing up takes one; it is wanted again when an interrupted registration goes on. */
  readonly invitation?: string;
}

/** What happens to a program; each is waited for before the next one comes. */
export interface Listener {
  /** Somebody wrote. At least once for each message. */
  readonly onMessage?: (message: ReceivedMessage) => Promise<void>;
  /** Somebody wants to be friends. Those that wait are told again at every start. */
  readonly onRequest?: (request: ReceivedRequest) => Promise<void>;
}

export interface ReceivedMessage {
  readonly id: string;
  readonly text: string;
  /** Username of the other person. */
  readonly from: string;
  readonly sentAtMs: number;
  /** Sends a text to the same person; resolves once it is stored. */
  reply(text: string): Promise<void>;
}

export interface ReceivedRequest {
  /** Username. */
  readonly from: string;
  accept(): Promise<void>;
  decline(): Promise<void>;
}
