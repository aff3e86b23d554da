import { ZxcvbnFactory, type MatchExtended, type ZxcvbnResult } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import { dictionary as english } from '@zxcvbn-ts/language-en';
import type { StrengthEstimate, StrengthEstimator, Weakness } from './password-policy.ts';

// Nearly a megabyte of word lists: import this module lazily, never from the first screen's code.

/** Longer passwords are judged by their beginning: matching grows with the square of the length. */
const JUDGED_CHARACTERS = 64;

const WEAKNESS_OF_PATTERN: Readonly<Record<string, Weakness>> = {
  spatial: 'keyboard',
  repeat: 'repeats',
  sequence: 'sequence',
  wordSequence: 'sequence',
  regex: 'date',
  date: 'date',
};

function weaknessOf(match: MatchExtended): Weakness | null {
  if (match.pattern !== 'dictionary') return WEAKNESS_OF_PATTERN[match.pattern] ?? null;
  const list = 'dictionaryName' in match ? String(match.dictionaryName) : '';
  if (list.startsWith('passwords')) return 'common';
  if (list.includes('names') || list === 'userInputs') return 'names';
  return 'words';
}

/** The pattern that covers most of the password is the one worth naming. */
function mainWeakness(result: ZxcvbnResult): Weakness | null {
  const byLength = result.sequence.toSorted((a, b) => b.token.length - a.token.length);
  for (const match of byLength) {
    const weakness = weaknessOf(match);
    if (weakness !== null) return weakness;
  }
  return null;
}

export function createEstimator(): StrengthEstimator {
  const zxcvbn = new ZxcvbnFactory({
    dictionary: { ...common, ...english },
    graphs: adjacencyGraphs,
  });
  return (password, known): StrengthEstimate => {
    const result = zxcvbn.check(password.slice(0, JUDGED_CHARACTERS), [...known]);
    return { score: result.score, weakness: mainWeakness(result) };
  };
}
