import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { GroupConversationView, Messenger, Person } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';
import { PeoplePicker } from './people-picker.ts';

/** "Add people": friends who are neither in the group nor invited. */
export class AddPeopleForm {
  readonly picker: PeoplePicker;
  readonly submission = new Submission();
  /** The button was pressed and nobody was chosen. */
  readonly empty = signal(false);
  private readonly messenger: Messenger;
  private readonly roomId: string;

  constructor(
    messenger: Messenger,
    group: GroupConversationView,
    friends: ReadonlySignal<readonly Person[]>,
  ) {
    this.messenger = messenger;
    this.roomId = group.roomId;
    const here = [...group.members, ...group.invited].map(({ person }) => person);
    const taken = new Set(here.map(({ accountId }) => accountId));
    const others = computed(() => friends.value.filter(({ accountId }) => !taken.has(accountId)));
    this.picker = new PeoplePicker(others, here, () => {
      this.submission.clear();
      this.empty.value = false;
    });
  }

  /** How many were invited; 0 when it did not work. */
  async submit(): Promise<number> {
    if (this.submission.busy || !this.picker.takeTyped()) return 0;
    const accountIds = this.picker.chosen.peek().map(({ accountId }) => accountId);
    this.empty.value = accountIds.length === 0;
    if (accountIds.length === 0) return 0;
    const result = await this.submission.run(() =>
      this.messenger.call('addPeople', { roomId: this.roomId, accountIds }),
    );
    return result.ok ? accountIds.length : 0;
  }
}
