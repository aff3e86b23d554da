/** Small ports to the platform: time, chance, and which tab may work. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  now(): number;
}

/** Cancels what was planned; harmless when it already ran. */
export type Cancel = () => void;

export interface Timers {
  after(delayMs: number, run: () => void): Cancel;
}

export interface Random {
  bytes(length: number): Uint8Array;
  /** Uniform in [0, 1); for jitter only, never for keys. */
  fraction(): number;
}

/** Whether the browser believes that it has a network. */
export interface NetworkState {
  online(): boolean;
  /** @returns unsubscribe */
  onChange(listener: (online: boolean) => void): () => void;
}

/** A lock that all tabs of this browser profile compete for. */
export interface TabLock {
  /**
   * Takes the lock if it is free, or by force when `steal`.
   *
   * @param lost called once when another tab has taken it by force
   * @returns false when another tab holds it
   */
  acquire(options: { readonly steal: boolean; readonly lost: () => void }): Promise<boolean>;
  /** Calls back once when the tab that holds it lets go; this tab then holds it. */
  waitFor(granted: () => void, lost: () => void): Cancel;
  release(): void;
}

/** How the workers of several tabs of one browser profile reach each other; see `tabs/`. */
export interface TabsPort {
  /** The channel of that name; what is told there reaches everybody else who has opened it. */
  readonly open: (name: string) => TabChannel;
  /** Which build of the client this is: tabs of different ones do not work together. */
  readonly build: string;
  /** The lock that the tab of that id holds for as long as it lives. */
  readonly lockOf: (tab: string) => TabLock;
}

/** Brings copies, in the order told; those that are gone hear nothing. */
export interface TabChannel {
  tell(message: unknown): void;
  /** The one who hears. */
  hear(listener: (message: unknown) => void): void;
  close(): void;
}
