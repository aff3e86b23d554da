import { signal, type Signal } from '@preact/signals-core';

/** Where it is kept; it is no secret: who opens this browser's storage finds the vault itself. */
export interface SealedStore {
  read(): boolean;
  write(sealed: boolean): void;
}

/** Whether whoever signed out here last left a sealed vault: their messages wait in this browser. */
export class SealedHere {
  private readonly current: Signal<boolean>;
  private readonly store: SealedStore;

  constructor(store: SealedStore) {
    this.store = store;
    this.current = signal(store.read());
  }

  get value(): boolean {
    return this.current.value;
  }

  /** Another tab may have signed out, or in again, since. */
  look(): void {
    this.current.value = this.store.read();
  }

  note(sealed: boolean): void {
    this.current.value = sealed;
    this.store.write(sealed);
  }
}
