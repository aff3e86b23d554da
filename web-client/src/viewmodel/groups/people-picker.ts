import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { Person, Snapshot, TrustView } from '../../messenger/port.ts';
import { displayName, fullText } from '../account/names.ts';
import { finds } from '../system/search.ts';

/** One invitation names at most so many people: a rule of the membership log, `docs/spec/rooms.md` [M-5]. */
export const MAX_INVITED_AT_ONCE = 64;

/** Everybody Alice may invite, by name: the people with whom she can write. */
export function friendsIn({ conversations }: Snapshot): readonly Person[] {
  return conversations
    .flatMap((each) => (each.kind === 'direct' && each.open ? [each.person] : []))
    .toSorted((a, b) => displayName(a).localeCompare(displayName(b)));
}

/** How sure Alice is of each of them, by account id. */
export function trustIn({ conversations }: Snapshot): ReadonlyMap<string, TrustView> {
  return new Map(
    conversations.flatMap((each) => (each.kind === 'direct' ? [[each.person.accountId, each.trust]] : [])),
  );
}

/** Why what stands in the field did not become a person. */
export type PickerProblem = 'nobody' | 'here' | 'several' | 'full';

/** Chooses friends by name: a field to search, those it finds, and those already chosen. */
export class PeoplePicker {
  readonly friends: ReadonlySignal<readonly Person[]>;
  readonly search = signal('');
  readonly found: ReadonlySignal<readonly Person[]>;
  /** The one of {@link found} the arrow keys stand on. */
  readonly active: ReadonlySignal<Person | null>;
  readonly problem = signal<PickerProblem | null>(null);
  private readonly picked = signal<readonly Person[]>([]);
  private readonly position = signal<number | null>(null);
  private readonly here: readonly Person[];
  private readonly changed: () => void;

  /**
   * @param here who needs no invitation, for words that fit when one of them is typed
   * @param changed told whenever another form of the answer may be wrong
   */
  constructor(friends: ReadonlySignal<readonly Person[]>, here: readonly Person[], changed: () => void) {
    this.friends = friends;
    this.here = here;
    this.changed = changed;
    this.found = computed(() => friends.value.filter((person) => finds(this.search.value, fullText(person))));
    this.active = computed(() =>
      this.position.value === null ? null : (this.found.value[this.position.value] ?? null),
    );
  }

  get chosen(): ReadonlySignal<readonly Person[]> {
    return this.picked;
  }

  isChosen({ accountId }: Person): boolean {
    return this.picked.value.some((person) => person.accountId === accountId);
  }

  /** A comma ends a name, as in a list of addresses. */
  type(text: string): void {
    this.search.value = text;
    this.position.value = null;
    this.edited();
    if (/[,;]\s*$/u.test(text)) this.take();
  }

  /** Down and up through {@link found}; the ends lead into each other. */
  move(step: 1 | -1): void {
    const count = this.found.peek().length;
    if (count === 0) return;
    const at = this.position.peek() ?? (step === 1 ? -1 : 0);
    this.position.value = (at + step + count) % count;
  }

  /** Enter: the friend the arrows stand on, or what was typed. False when it is nobody. */
  take(): boolean {
    const active = this.active.peek();
    if (active === null) return this.takeTyped();
    this.toggle(active);
    return true;
  }

  /** What stands in the field becomes people: usernames, or a search that finds one friend. */
  takeTyped(): boolean {
    const typed = this.search.peek();
    if (typed.trim() === '') return true;
    const meant = this.meantBy(typed);
    if (meant.length === 0) {
      this.problem.value = this.found.peek().length > 1 ? 'several' : this.whyNobody(typed);
      return false;
    }
    this.search.value = '';
    return meant.every((person) => this.add(person));
  }

  toggle(person: Person): void {
    if (this.isChosen(person)) this.remove(person);
    else this.add(person);
    this.search.value = '';
    this.position.value = null;
  }

  remove({ accountId }: Person): void {
    this.picked.value = this.picked.peek().filter((person) => person.accountId !== accountId);
    this.edited();
  }

  /** Backspace in the empty field. */
  removeLast(): void {
    const last = this.picked.peek().at(-1);
    if (last !== undefined) this.remove(last);
  }

  private add(person: Person): boolean {
    if (this.isChosen(person)) return true;
    if (this.picked.peek().length >= MAX_INVITED_AT_ONCE) {
      this.problem.value = 'full';
      return false;
    }
    this.picked.value = [...this.picked.peek(), person];
    this.edited();
    return true;
  }

  /** Why no friend is found by this; whoever is here already is no stranger. */
  whyNobody(typed: string): 'nobody' | 'here' {
    const names = usernamesIn(typed);
    return this.here.some(({ username }) => names.includes(username)) ? 'here' : 'nobody';
  }

  private meantBy(typed: string): readonly Person[] {
    const names = usernamesIn(typed);
    const known = names.map((name) => this.friends.peek().filter(({ username }) => username === name));
    // [C-20] Where the service gives two friends one username, only choosing says which one is meant.
    if (known.some(({ length }) => length > 1)) return [];
    if (known.every(({ length }) => length === 1)) return known.flat();
    const search = typed.replace(/[,;]/gu, ' ').trim();
    const found = this.friends.peek().filter((person) => finds(search, fullText(person)));
    return found.length === 1 ? found : [];
  }

  private edited(): void {
    this.problem.value = null;
    this.changed();
  }
}

function usernamesIn(typed: string): readonly string[] {
  return typed
    .split(/[\s,;]+/u)
    .filter(Boolean)
    .map((name) => name.replace(/^@/u, '').toLowerCase());
}
