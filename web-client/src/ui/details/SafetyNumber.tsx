import type { JSX } from 'preact';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';

interface SafetyNumberProps {
  readonly number: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Sixty digits in groups of five, the way people read them to each other. */
export function SafetyNumber({ number, name, onClose }: SafetyNumberProps): JSX.Element {
  const { toasts } = useTacet();
  const groups = number.match(/.{1,5}/gu) ?? [];
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(groups.join(' '));
      toasts.show({ what: 'copied' });
    } catch {
      toasts.show({ what: 'failure', failure: { code: 'internal' } });
    }
  };
  return (
    <Dialog title={t('safety.title')} onClose={onClose}>
      <div class="dialog-text">
        <p>{t('safety.text', { name })}</p>
        <ol class="safety-number" aria-label={t('safety.title')}>
          {groups.map((group, at) => (
            <li key={at}>{group}</li>
          ))}
        </ol>
        <p>{t('safety.differs')}</p>
      </div>
      <footer class="dialog-foot">
        <Button icon="copy" onClick={() => void copy()}>
          {t('safety.copy')}
        </Button>
        <Button look="primary" onClick={onClose} autofocus>
          {t('common.close')}
        </Button>
      </footer>
    </Dialog>
  );
}
