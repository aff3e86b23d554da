import type { AuthenticationKey } from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { RecoveryView } from '../port.ts';
import type { AuthApi, RecoveryUpload } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';

/** How long the password of a sign-up counts for its first phrase: long enough to read the dialog. */
const PROOF_MS = 900_000;

/** A phrase that was shown and is not confirmed yet. */
export interface PendingPhrase {
  readonly asked: readonly (readonly [index: number, word: string])[];
  readonly upload: RecoveryUpload;
}

export interface RecoveryDependencies {
  readonly auth: AuthApi;
  readonly login: LoginKeeper;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** What is known of the account's recovery phrase; what makes and uses one is loaded late. */
export class Recovery {
  readonly #deps: RecoveryDependencies;
  #proof: { readonly key: AuthenticationKey; readonly untilMs: number } | null;
  #view: RecoveryView = 'unknown';
  #pending: PendingPhrase | null = null;

  /** @param proof of the password, by the sign-up that opened this account */
  constructor(deps: RecoveryDependencies, proof: AuthenticationKey | undefined) {
    this.#deps = deps;
    this.#proof = proof ? { key: proof, untilMs: deps.clock.now() + PROOF_MS } : null;
  }

  get view(): RecoveryView {
    return this.#view;
  }

  get proof(): AuthenticationKey | null {
    return this.#proof && this.#deps.clock.now() < this.#proof.untilMs ? this.#proof.key : null;
  }

  get pending(): PendingPhrase | null {
    return this.#pending;
  }

  /** A phrase is on screen. */
  begin(phrase: PendingPhrase): void {
    this.#pending = phrase;
  }

  /** It was set or put off: the next one asks for the password. */
  end(): void {
    this.#pending = null;
    this.#proof = null;
  }

  async state(): Promise<{ exists: boolean; sinceMs: number | null }> {
    const { auth, login } = this.#deps;
    const state = await login.authorised((token) => auth.recovery(token));
    this.show(state.exists ? 'set' : 'missing');
    return state;
  }

  /** Asks as long as it is unknown; what changes here is shown by {@link show}. */
  async online(): Promise<void> {
    if (this.#view === 'unknown') await this.state();
  }

  show(view: RecoveryView): void {
    if (this.#view === view) return;
    this.#view = view;
    this.#deps.changed();
  }
}
