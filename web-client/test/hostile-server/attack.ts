import type { Setting, Stage } from './stage.ts';

/** One thing that a server can do. */
export interface Attack {
  readonly setting: Setting;
  /** Does it. @returns what shows it: codes of alarms, a refusal, or what is on the screen */
  readonly does: (stage: Stage) => Promise<string>;
  readonly shows: string;
  /** Who writes a secret while it lasts, if anybody: it stays with who wrote it. */
  readonly held?: 'alice' | 'bob';
  /** What was held arrives once the server tells the truth again, and no alarm stands. */
  readonly heals?: boolean;
}

export type NamedAttack = readonly [name: string, attack: Attack];

/** A row of the table. @param name the rules that it breaks on, and the end of "a server that …" */
export const attack = (name: string, row: Attack): NamedAttack => [name, row];
