import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Confirm } from '../parts/Confirm.tsx';

/** Signing out keeps the sealed messages; erasing them is a choice of its own. */
export function SignOut({ onClose }: { onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const { connection } = tacet.snapshot.value;
  // Nothing leads back to an account that is gone: sealed, what is here could never be opened again.
  const gone = connection.state === 'signed-out' && connection.reason === 'account-deleted';
  const [chosen, setErase] = useState(false);
  const erase = gone || chosen;
  return (
    <Confirm
      title={t('sign-out.title')}
      confirm={erase ? t('sign-out.confirm-erase') : t('sign-out.confirm')}
      danger={erase}
      onConfirm={() => tacet.signOut(erase)}
      onClose={onClose}
    >
      <p>{gone ? t('sign-out.gone-text') : erase ? t('sign-out.erase-text') : t('sign-out.text')}</p>
      {!gone && (
        <label class="check">
          <input
            type="checkbox"
            checked={erase}
            onChange={(event) => setErase(event.currentTarget.checked)}
          />
          <span>{t('sign-out.erase')}</span>
        </label>
      )}
    </Confirm>
  );
}
