import { signal, type Signal } from '@preact/signals-core';
import type { GroupConversationView, Messenger } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

/** UTF-16 units, at most 3 UTF-8 bytes each: well within the 2,048 bytes of `docs/spec/rooms.md` [M-15]. */
export const MAX_GROUP_DESCRIPTION_LENGTH = 500;

/** Name and description of a group, which its owner may change. */
export class EditGroupForm {
  readonly name: Signal<string>;
  readonly description: Signal<string>;
  readonly submission = new Submission();
  private readonly messenger: Messenger;
  private readonly roomId: string;

  constructor(messenger: Messenger, group: GroupConversationView) {
    this.messenger = messenger;
    this.roomId = group.roomId;
    this.name = signal(group.name);
    this.description = signal(group.description);
  }

  get complete(): boolean {
    return this.name.value.trim() !== '';
  }

  typeName(text: string): void {
    this.name.value = text;
    this.submission.clear();
  }

  typeDescription(text: string): void {
    this.description.value = text;
    this.submission.clear();
  }

  async submit(): Promise<boolean> {
    if (!this.complete) return false;
    const result = await this.submission.run(() =>
      this.messenger.call('renameGroup', {
        roomId: this.roomId,
        name: this.name.peek().trim(),
        description: this.description.peek().trim(),
      }),
    );
    return result.ok;
  }
}
