import type { Presence as PresenceFrame } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { accountId, uuid } from '../../protocol/index.ts';
import type { Connection } from '../connection/connection.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** The relay takes 20 announcements at once and then one a second, and ends the connection of who says it more often. */
const ANNOUNCE_EVERY_MS = 2_000;

export interface PresenceView {
  readonly online: boolean;
  readonly lastSeenMs: number | null;
}

const UNKNOWN: PresenceView = { online: false, lastSeenMs: null };

/** Who is there, as far as both sides share it. Kept in memory only. */
export class Presence {
  readonly #people = new Map<string, PresenceView>();
  readonly #settings: Pick<SettingsStore, 'value'>;
  readonly #connection: Pick<Connection, 'send'>;
  readonly #timers: Timers;
  readonly #changed: () => void;
  /** While an announcement was made just now. */
  #cancelPause: Cancel | null = null;
  #again = false;

  constructor(
    settings: Pick<SettingsStore, 'value'>,
    connection: Pick<Connection, 'send'>,
    timers: Timers,
    changed: () => void,
  ) {
    this.#settings = settings;
    this.#connection = connection;
    this.#timers = timers;
    this.#changed = changed;
  }

  of(account: string): PresenceView {
    if (!this.#settings.value.sharePresence) return UNKNOWN;
    return this.#people.get(account) ?? UNKNOWN;
  }

  received(frame: PresenceFrame): void {
    const lastSeen = Number(frame.lastSeenMs);
    this.#people.set(uuid(accountId(frame.accountId)), {
      online: frame.online,
      lastSeenMs: frame.online || lastSeen === 0 ? null : lastSeen,
    });
    this.#changed();
  }

  /**
   * Tells the relay whether friends may see this device; after each Welcome and each change. What is to be said again so soon
   * is said once, when the pause is over: twenty people may become friends in one.
   */
  announce(): void {
    if (this.#cancelPause) this.#again = true;
    else this.#say();
  }

  #say(): void {
    const visible = this.#settings.value.sharePresence;
    const value = { $typeName: 'tacet.relay.v1.PresenceSetting', visible } as const;
    if (!this.#connection.send({ case: 'presenceSetting', value })) return;
    this.#cancelPause = this.#timers.after(ANNOUNCE_EVERY_MS, () => {
      const again = this.#again;
      this.#endPause();
      if (again) this.#say();
    });
  }

  /** Nobody tells any more: last known times stay, nobody is shown as online. */
  offline(): void {
    this.#endPause();
    for (const [account, { lastSeenMs }] of this.#people) {
      this.#people.set(account, { online: false, lastSeenMs });
    }
  }

  #endPause(): void {
    this.#cancelPause?.();
    this.#cancelPause = null;
    this.#again = false;
  }
}
