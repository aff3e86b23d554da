import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Messenger, Person } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';
import { PeoplePicker } from './people-picker.ts';

/** Characters of a group's name: `docs/spec/rooms.md` [M-15]. */
export const MAX_GROUP_NAME_LENGTH = 64;

/** "New group": a name and friends to invite. */
export class NewGroupForm {
  readonly name = signal('');
  readonly picker: PeoplePicker;
  readonly submission = new Submission();
  /** The first field in the way at the last press of the button. */
  readonly blocked = signal<'name' | 'people' | null>(null);
  private readonly messenger: Messenger;

  constructor(messenger: Messenger, me: Person, friends: ReadonlySignal<readonly Person[]>) {
    this.messenger = messenger;
    this.picker = new PeoplePicker(friends, [me], () => this.edited('people'));
  }

  typeName(text: string): void {
    this.name.value = text;
    this.edited('name');
  }

  /** The room of the new group, or null. */
  async submit(): Promise<string | null> {
    if (this.submission.busy) return null;
    this.blocked.value = this.firstProblem();
    if (this.blocked.peek() !== null) return null;
    const result = await this.submission.run(() =>
      this.messenger.call('createGroup', {
        name: this.name.peek().trim(),
        description: '',
        accountIds: this.picker.chosen.peek().map(({ accountId }) => accountId),
      }),
    );
    if (result.ok) return result.value.roomId;
    if (result.failure.code === 'group-name-invalid') this.blocked.value = 'name';
    if (result.failure.code === 'group-empty') this.blocked.value = 'people';
    return null;
  }

  private firstProblem(): 'name' | 'people' | null {
    const understood = this.picker.takeTyped();
    if (this.name.peek().trim() === '') return 'name';
    return understood && this.picker.chosen.peek().length > 0 ? null : 'people';
  }

  private edited(field: 'name' | 'people'): void {
    this.submission.clear();
    if (this.blocked.peek() === field) this.blocked.value = null;
  }
}
