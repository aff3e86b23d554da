import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Confirm } from '../parts/Confirm.tsx';

/** Signing out keeps the sealed messages; erasing them is a choice of its own. */
export function SignOut({ onClose }: { onClose: () => void }): JSX.Element {
  const tacet = useTacet();
  const [erase, setErase] = useState(false);
  return (
    <Confirm
      title={t('sign-out.title')}
      confirm={erase ? t('sign-out.confirm-erase') : t('sign-out.confirm')}
      danger={erase}
      onConfirm={() => tacet.signOut(erase)}
      onClose={onClose}
    >
      <p>{erase ? t('sign-out.erase-text') : t('sign-out.text')}</p>
      <label class="check">
        <input type="checkbox" checked={erase} onChange={(event) => setErase(event.currentTarget.checked)} />
        <span>{t('sign-out.erase')}</span>
      </label>
    </Confirm>
  );
}
