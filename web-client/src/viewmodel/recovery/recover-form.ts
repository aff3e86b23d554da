import { computed, signal } from '@preact/signals-core';
import { TacetError } from '../../bytes/index.ts';
import type { Messenger } from '../../messenger/port.ts';
import {
  isPhraseWord,
  isPhraseWordStart,
  PHRASE_WORDS,
  readRecoveryPhrase,
  typedWords,
} from '../../protocol/recovery/phrase.ts';
import { Submission } from '../system/submission.ts';

/** One of the words as they were read. `foreign`: no phrase has it, and it is not only half typed. */
export interface TypedWord {
  readonly text: string;
  readonly foreign: boolean;
}

/** How many words a phrase has. */
export const PHRASE_LENGTH = PHRASE_WORDS;

/** What stands in the way: nothing yet typed, too few or many words, one that no phrase has, or a wrong one. */
export type PhraseState = 'empty' | 'few' | 'many' | 'foreign' | 'wrong' | 'whole';

/** The account comes back with password and recovery phrase. */
export class RecoverForm {
  readonly text = signal('');
  readonly submission = new Submission();
  readonly words = computed(() => judged(this.text.value));
  readonly state = computed(() => stateOf(this.text.value, this.words.value));
  private readonly messenger: Messenger;
  private readonly credentials: { readonly username: string; readonly password: string };

  constructor(messenger: Messenger, credentials: { username: string; password: string }) {
    this.messenger = messenger;
    this.credentials = credentials;
  }

  type(text: string): void {
    this.text.value = text;
    this.submission.clear();
  }

  /** True when the account is back; the words are forgotten here. */
  async submit(): Promise<boolean> {
    if (this.state.peek() !== 'whole') return false;
    const input = { ...this.credentials, phrase: this.text.peek() };
    const result = await this.submission.run(() => this.messenger.call('recoverAccount', input));
    if (result.ok) this.text.value = '';
    return result.ok;
  }
}

/** [RP-2] */
function judged(text: string): readonly TypedWord[] {
  const words = typedWords(text);
  const writing = /\p{L}$/u.test(text);
  return words.map((word, at) => {
    const half = writing && at === words.length - 1 && isPhraseWordStart(word);
    return { text: word, foreign: !isPhraseWord(word) && !half };
  });
}

function stateOf(text: string, words: readonly TypedWord[]): PhraseState {
  if (words.length === 0) return 'empty';
  if (words.some(({ foreign }) => foreign)) return 'foreign';
  if (words.length > PHRASE_WORDS) return 'many';
  try {
    readRecoveryPhrase(text);
    return 'whole';
  } catch (cause) {
    if (!(cause instanceof TacetError)) throw cause;
    return cause.code === 'recovery-phrase-check' ? 'wrong' : 'few';
  }
}
