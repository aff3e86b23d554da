import type { TabChannel, TabsPort } from '../ports/platform.ts';
import type { Said, TabMessage } from './messages.ts';

/** Brings what this tab says to all, or to one. What is for one tab goes to no other: a frozen one could not forget it. */
export class Post {
  readonly #id: string;
  readonly #port: TabsPort;
  readonly #lobby: TabChannel;
  readonly #own: TabChannel;
  readonly #others = new Map<string, TabChannel>();

  constructor(id: string, port: TabsPort, lobby: TabChannel, heard: (message: unknown) => void) {
    this.#id = id;
    this.#port = port;
    this.#lobby = lobby;
    this.#own = port.open(id);
    this.#own.hear(heard);
  }

  get build(): string {
    return this.#port.build;
  }

  /** @param to null: all */
  tell(to: string | null, says: Said): void {
    const message: TabMessage = { from: this.#id, to, build: this.build, says };
    (to === null ? this.#lobby : this.#channelOf(to)).tell(message);
  }

  /** It is gone, or nothing more is to be said to it for now. */
  forget(tab: string): void {
    this.#others.get(tab)?.close();
    this.#others.delete(tab);
  }

  close(): void {
    this.#own.close();
    for (const channel of this.#others.values()) channel.close();
  }

  #channelOf(tab: string): TabChannel {
    const channel = this.#others.get(tab) ?? this.#port.open(tab);
    this.#others.set(tab, channel);
    return channel;
  }
}
