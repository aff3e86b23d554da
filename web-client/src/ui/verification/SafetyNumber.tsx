import type { JSX } from 'preact';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** Sixty digits in groups of five, the way people read them to each other. */
export function SafetyNumber({ number }: { number: string }): JSX.Element {
  const { toasts } = useTacet();
  const groups = number.match(/.{1,5}/gu) ?? [];
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(groups.join(' '));
      toasts.show({ what: 'copied' });
    } catch {
      toasts.show({ what: 'not-copied' });
    }
  };
  return (
    <>
      <ol class="safety-number" aria-label={t('verify.number')}>
        {groups.map((group, at) => (
          <li key={at}>{group}</li>
        ))}
      </ol>
      <Button icon="copy" onClick={() => void copy()}>
        {t('verify.copy')}
      </Button>
    </>
  );
}
