import type { LinkingView } from '../port-devices.ts';

/** A linking that is under way, as the user reaches it. */
export interface RunningLinking {
  confirm(same: boolean): void;
  cancel(): void;
  /** The account, or this client, is closed. */
  leave(): void;
}

/** The one linking of this client, or how the last one ended. What a linking does is loaded when somebody links. */
export class LinkingSlot {
  view: LinkingView | null = null;
  running: RunningLinking | null = null;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  show(view: LinkingView | null): void {
    this.view = view;
    this.#changed();
  }

  /** Whatever waits for it goes on at once, and nothing of it stays on the screen. */
  leave(): void {
    this.running?.leave();
    this.running = null;
    this.view = null;
  }

  dismiss(): void {
    if (!this.running) this.show(null);
  }
}
