import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { unsentIn, wayBack } from '../../viewmodel/account/way-back.ts';
import { useTacet } from '../context.ts';
import { conversationName, formatNames } from '../format/names.ts';
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
      {gone ? <p>{t('sign-out.gone-text')}</p> : erase ? <Erasing /> : <p>{t('sign-out.text')}</p>}
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

/** What goes for ever, and what leads back. */
function Erasing(): JSX.Element {
  const { conversations, phase, recovery } = useTacet().snapshot.value;
  const others = useOtherBrowsers();
  const myId = phase.at === 'ready' ? phase.me.accountId : '';
  const unsent = unsentIn(conversations).map((view) => conversationName(view, myId));
  return (
    <>
      <p>{t('sign-out.erase-text')}</p>
      {unsent.length > 0 && <p>{t('sign-out.unsent', { people: formatNames(unsent) })}</p>}
      <p>{t(`sign-out.back-${wayBack(recovery, others)}`)}</p>
    </>
  );
}

/** How many other browsers the account has; null until it is known, which it is only with the keys. */
function useOtherBrowsers(): number | null {
  const { messenger, snapshot } = useTacet();
  const [others, setOthers] = useState<number | null>(null);
  useEffect(() => {
    const count = async (): Promise<void> => {
      const result = await messenger.call('listDevices', {});
      if (result.ok) setOthers(result.value.filter(({ current }) => !current).length);
    };
    if (snapshot.peek().phase.at === 'ready') void count();
  }, []);
  return others;
}
