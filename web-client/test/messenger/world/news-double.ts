import { deviceId, fromUuid, uuid } from '../../../src/protocol/index.ts';
import type { DirectoryChanged_Topic, Typing } from '../../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { push, type Line } from './line.ts';
import type { SocialDouble } from './social-double.ts';

/** What the relay tells connected devices and keeps nowhere: who writes, who is there, what changed. */
export class NewsDouble {
  readonly #lines: ReadonlySet<Line>;
  readonly #social: SocialDouble;

  constructor(lines: ReadonlySet<Line>, social: SocialDouble) {
    this.#lines = lines;
    this.#social = social;
  }

  typing(line: Line, typing: Typing): void {
    for (const { deviceId: device, sealed } of typing.sealed) {
      for (const other of this.#lines) {
        if (other.deviceId !== uuid(deviceId(device))) continue;
        push(other, {
          case: 'typingNotice',
          value: {
            roomId: typing.roomId,
            senderAccountId: fromUuid(line.accountId),
            senderDeviceId: fromUuid(line.deviceId),
            sealed,
          },
        });
      }
    }
  }

  presence(line: Line, tellMe: boolean): void {
    for (const other of this.#lines) {
      if (!this.#social.areFriends(line.accountId, other.accountId)) continue;
      this.#show(other, line);
      if (tellMe) this.#show(line, other);
    }
  }

  changed(topic: DirectoryChanged_Topic, audience: readonly string[], subject: string | null): void {
    for (const line of this.#lines) {
      if (!audience.includes(line.accountId)) continue;
      const value = { topic, subject: subject ? fromUuid(subject) : new Uint8Array() };
      push(line, { case: 'directoryChanged', value });
    }
  }

  #show(to: Line, about: Line): void {
    const online = about.open && about.visible;
    const value = { accountId: fromUuid(about.accountId), online, lastSeenMs: 0n };
    push(to, { case: 'presence', value });
  }
}
