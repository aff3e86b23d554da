import { TacetError } from '../../bytes/index.ts';
import { accountId, uuid } from '../../protocol/index.ts';
import { DirectoryChanged_Topic, type DirectoryChanged } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { ServerFrameCase } from '../connection/frames.ts';
import type { OpenedAccount } from './opened-account.ts';

type Parts = Pick<
  OpenedAccount,
  'header' | 'mail' | 'presence' | 'typing' | 'people' | 'devices' | 'background' | 'refreshProfile'
>;

/** Hands each frame of the relay to the feature that knows what it means. */
export class FrameRouter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A frame whose ids are no ids is as if it had been lost on the way: what it answered is asked again. */
  route(frame: ServerFrameCase): void {
    try {
      this.#hand(frame);
    } catch (cause) {
      if (!(cause instanceof TacetError) || cause.kind !== 'codec') throw cause;
    }
  }

  #hand(frame: ServerFrameCase): void {
    const { mail, presence, typing } = this.#parts;
    const { inbox, postman } = mail;
    switch (frame.case) {
      case 'deliver':
        return inbox.deliver(frame.value);
      case 'drained':
        return inbox.drained();
      case 'accepted':
        return postman.answered({ type: 'accepted', frame: frame.value });
      case 'refused':
        return postman.answered({ type: 'refused', frame: frame.value });
      case 'tryLater':
        return postman.answered({ type: 'later', frame: frame.value });
      case 'presence':
        return presence.received(frame.value);
      case 'typingNotice':
        return this.#parts.background(typing.heard(frame.value));
      case 'directoryChanged':
        return this.#changed(frame.value);
      // The link itself keeps these; a frame of a newer relay has no case and means nothing here.
      case 'welcome':
      case 'pong':
      case 'goodbye':
      case undefined:
        return undefined;
    }
  }

  #changed({ topic, subject }: DirectoryChanged): void {
    const { people, devices } = this.#parts;
    switch (topic) {
      case DirectoryChanged_Topic.DEVICES:
        if (subject.length === 16)
          this.#parts.background(refreshed(devices.lists.refresh(uuid(accountId(subject)))));
        return;
      case DirectoryChanged_Topic.PREKEYS_LOW:
        return this.#parts.background(devices.prekeys.replenish());
      case DirectoryChanged_Topic.PROFILES:
        // [D-8] Another device of this account may have changed its own.
        if (subject.length === 16 && uuid(accountId(subject)) === this.#parts.header.accountId)
          this.#parts.background(this.#parts.refreshProfile());
        return this.#parts.background(people.refresher.refresh());
      case DirectoryChanged_Topic.FRIEND_REQUESTS:
      case DirectoryChanged_Topic.FRIENDS:
      case DirectoryChanged_Topic.ROOMS:
      case DirectoryChanged_Topic.TOPIC_UNSPECIFIED:
        return this.#parts.background(people.refresher.refresh());
    }
  }
}

async function refreshed(work: Promise<unknown>): Promise<void> {
  await work;
}
