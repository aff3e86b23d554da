/** The part of the port that is about who somebody is (`docs/spec/protocol.md` [I-8] to [I-12]). */

/**
 * Whether the user compared the safety number of that account. `changed`: its identity was replaced since, and nothing is sent
 * to it until the user agrees.
 */
export type TrustView = 'unverified' | 'verified' | 'changed';

export interface SecurityDetails {
  readonly safetyNumber: string; // 60 digits
  /** Of a QR code for the other person to scan [I-11]. */
  readonly qrText: string;
  readonly verified: boolean;
  /**
   * Null before the first message. `renewedAtMs`: when the protection against quantum computers was last renewed, with the
   * device where that is longest ago; null where only its beginning protects yet.
   */
  readonly postQuantum: { readonly renewedAtMs: number | null } | null;
  readonly sessions: number;
  readonly repairs: number;
}

export interface VerificationCommands {
  /** Of a friend or a fellow member. */
  securityDetails(input: { accountId: string }): SecurityDetails;
  /**
   * `safetyNumber`: the one that the user compared and found the same; null: verified no more. Fails with `identity-changed`
   * if it is another one by now.
   */
  setVerified(input: { accountId: string; safetyNumber: string | null }): void;
  /**
   * What a camera read from a screen that is said to be of that person. `different`: somebody may be in between;
   * `other-person`: not of the account of this conversation, or made for somebody else.
   */
  checkScanned(input: { accountId: string; text: string }): {
    outcome: 'verified' | 'different' | 'other-person' | 'not-a-code';
  };
  /** After a verified identity changed: sending goes on, and the person is not verified any more. */
  acceptIdentity(input: { accountId: string }): void;
}
