import { accountId, uuid } from '../../protocol/index.ts';
import { DirectoryChanged_Topic, type DirectoryChanged } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { ServerFrameCase } from '../connection/frames.ts';
import type { OpenedAccount } from './opened-account.ts';

type Parts = Pick<
  OpenedAccount,
  'inbox' | 'postman' | 'presence' | 'typing' | 'refresher' | 'lists' | 'prekeys'
>;

/** Hands each frame of the relay to the feature that knows what it means. */
export class FrameRouter {
  readonly #parts: Parts;
  readonly #background: (task: Promise<void>) => void;

  constructor(parts: Parts, background: (task: Promise<void>) => void) {
    this.#parts = parts;
    this.#background = background;
  }

  route(frame: ServerFrameCase): void {
    const { inbox, postman, presence, typing } = this.#parts;
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
        return this.#background(typing.heard(frame.value));
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
    const { refresher, lists, prekeys } = this.#parts;
    switch (topic) {
      case DirectoryChanged_Topic.DEVICES:
        if (subject.length === 16) this.#background(refreshed(lists.refresh(uuid(accountId(subject)))));
        return;
      case DirectoryChanged_Topic.PREKEYS_LOW:
        return this.#background(prekeys.replenish());
      case DirectoryChanged_Topic.FRIEND_REQUESTS:
      case DirectoryChanged_Topic.FRIENDS:
      case DirectoryChanged_Topic.ROOMS:
      case DirectoryChanged_Topic.PROFILES:
      case DirectoryChanged_Topic.TOPIC_UNSPECIFIED:
        return this.#background(refresher.refresh());
    }
  }
}

async function refreshed(work: Promise<unknown>): Promise<void> {
  await work;
}
