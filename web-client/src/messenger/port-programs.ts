/** The part of the port that is about programs that call the server in the account's name (`contracts/rest.md`, personal tokens). */

export const PROGRAM_SCOPES = ['social:read', 'social:write', 'mail:read', 'mail:send'] as const;

export type ProgramScope = (typeof PROGRAM_SCOPES)[number];

export interface PersonalTokenView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ProgramScope[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Beginning of the day (UTC) it was last used on; null if it never was. */
  readonly lastUsedOnMs: number | null;
}

export interface ProgramCommands {
  listPersonalTokens(input: Record<string, never>): readonly PersonalTokenView[];
  /** @returns the token: nobody can show it again */
  makePersonalToken(input: {
    password: string;
    name: string;
    scopes: readonly ProgramScope[];
    days: number;
  }): { token: string };
  revokePersonalToken(input: { id: string }): void;
}
