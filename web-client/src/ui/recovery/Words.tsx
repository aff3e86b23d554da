import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PhraseForm } from '../../viewmodel/recovery/phrase-form.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** The words, this once. */
export function Words({ form, onClose }: { form: PhraseForm; onClose: () => void }): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  const [copied, setCopied] = useState<'copied' | 'not-copied' | null>(null);
  useEffect(() => list.current?.focus(), []);
  const words = form.words.value;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(words.join(' '));
      setCopied('copied');
    } catch {
      setCopied('not-copied');
    }
  };
  return (
    <div class="phrase">
      <p class="form-text">{t('recovery.words-text')}</p>
      <ol ref={list} class="phrase-words" aria-label={t('recovery.words')} tabIndex={-1} translate={false}>
        {words.map((word, at) => (
          <li key={at}>{word}</li>
        ))}
      </ol>
      <div class="phrase-tools">
        <Button look="quiet" icon="copy" onClick={() => void copy()}>
          {t('recovery.copy')}
        </Button>
        <Button look="quiet" onClick={() => print()}>
          {t('recovery.print')}
        </Button>
      </div>
      <p class="phrase-note" role="status">
        {copied === null ? '' : t(`recovery.${copied}`)}
      </p>
      <p class="form-text">{t('recovery.words-note')}</p>
      <footer class="dialog-foot">
        <Button onClick={onClose}>{t('recovery.later')}</Button>
        <Button look="primary" onClick={() => form.ask()}>
          {t('recovery.written')}
        </Button>
      </footer>
    </div>
  );
}
