import type { Presence as PresenceFrame } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import { accountId, uuid } from '../../protocol/index.ts';
import type { Connection } from '../connection/connection.ts';
import type { SettingsStore } from '../settings/settings.ts';

export interface PresenceView {
  readonly online: boolean;
  readonly lastSeenMs: number | null;
}

const UNKNOWN: PresenceView = { online: false, lastSeenMs: null };

/** Who is there, as far as both sides share it. Kept in memory only. */
export class Presence {
  readonly #people = new Map<string, PresenceView>();
  readonly #settings: SettingsStore;
  readonly #connection: Connection;
  readonly #changed: () => void;

  constructor(settings: SettingsStore, connection: Connection, changed: () => void) {
    this.#settings = settings;
    this.#connection = connection;
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

  /** Tells the relay whether friends may see this device; after each Welcome and each change. */
  announce(): void {
    const visible = this.#settings.value.sharePresence;
    const value = { $typeName: 'tacet.relay.v1.PresenceSetting', visible } as const;
    this.#connection.send({ case: 'presenceSetting', value });
  }

  /** Nobody tells any more: last known times stay, nobody is shown as online. */
  offline(): void {
    for (const [account, { lastSeenMs }] of this.#people) {
      this.#people.set(account, { online: false, lastSeenMs });
    }
  }
}
