import { computed, signal } from '@preact/signals-core';
import type { Failure } from '../../messenger/port.ts';

/** Which of the two is meant when both stand on the screen. */
export type WrongPassword = 'old' | 'new';

/** The field for the password before, which is there once the one typed was changed on another device. */
export class OldPassword {
  readonly asked = signal(false);
  readonly text = signal('');
  readonly missing = computed(() => this.asked.value && this.text.value === '');

  /** What goes along with a command. */
  get input(): { readonly previous?: string } {
    return this.asked.peek() ? { previous: this.text.peek() } : {};
  }

  heard(failure: Failure | null): void {
    if (failure?.code === 'password-changed-elsewhere') this.asked.value = true;
  }

  /** Null where the failure's own sentence says it. */
  wrong(failure: Failure | null): WrongPassword | null {
    if (!this.asked.value) return null;
    if (failure?.code === 'wrong-password') return 'old';
    return failure?.code === 'wrong-credentials' ? 'new' : null;
  }

  forget(): void {
    this.asked.value = false;
    this.text.value = '';
  }
}
