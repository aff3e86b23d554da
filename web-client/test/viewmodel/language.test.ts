import { describe, expect, test } from 'vitest';
import { LanguageChoice } from '../../src/viewmodel/shell/language.ts';

function choiceOf(preferred: readonly string[], kept: string | null = null) {
  const written: string[] = [];
  const store = { preferred, read: () => kept, write: (each: string) => void written.push(each) };
  return { choice: new LanguageChoice(store), written };
}

describe('the language of the interface', () => {
  test('is the first one the reader wants that is known, else English', () => {
    expect(choiceOf(['fr-FR', 'de-AT', 'en']).choice.language.value).toBe('de');
    expect(choiceOf(['en-US', 'de']).choice.language.value).toBe('en');
    expect(choiceOf(['fr', 'nl']).choice.language.value).toBe('en');
    expect(choiceOf([]).choice.language.value).toBe('en');
    // A language whose name only begins the same.
    expect(choiceOf(['den']).choice.language.value).toBe('en');
  });

  test('is the chosen one, which is remembered, until the reader leaves it to the browser again', () => {
    const { choice, written } = choiceOf(['en-GB']);
    choice.choose('de');
    expect(choice.language.value).toBe('de');
    choice.choose('system');
    expect(choice.language.value).toBe('en');
    expect(written).toEqual(['de', 'system']);
    expect(choiceOf(['en-GB'], 'de').choice.language.value).toBe('de');
  });

  test('remembers nothing that is no language', () => {
    expect(choiceOf(['de'], 'klingon').choice.current.value).toBe('system');
  });
});
