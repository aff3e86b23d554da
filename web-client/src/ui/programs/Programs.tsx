import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { PersonalTokenView } from '../../messenger/port.ts';
import { Programs as Model } from '../../viewmodel/account/programs.ts';
import { useTacet } from '../context.ts';
import { formatDay } from '../format/dates.ts';
import { formatNames } from '../format/names.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { NewToken } from './NewToken.tsx';

/** Tokens for programs: look at them, make one, take one back. */
export function Programs({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger } = useTacet();
  const model = useMemo(() => new Model(messenger), []);
  const [making, setMaking] = useState(false);
  useEffect(() => void model.load(), []);
  return (
    <Dialog title={t('programs.open')} onClose={onClose} look="wide">
      <p class="form-text">{t('programs.text')}</p>
      <Listed model={model} />
      <Button look="primary" icon="key" onClick={() => setMaking(true)}>
        {t('programs.new')}
      </Button>
      {making && (
        <NewToken
          onClose={() => {
            setMaking(false);
            void model.load();
          }}
        />
      )}
    </Dialog>
  );
}

function Listed({ model }: { model: Model }): JSX.Element {
  const tacet = useTacet();
  const [revoking, setRevoking] = useState<PersonalTokenView | null>(null);
  const state = model.state.value;
  if (state.at === 'loading') {
    return (
      <p class="dialog-loading" role="status">
        <Spinner /> {t('common.loading')}
      </p>
    );
  }
  if (state.at === 'failed') {
    return (
      <>
        <FailureAlert failure={state.failure} />
        <Button onClick={() => void model.load()}>{t('common.try-again')}</Button>
      </>
    );
  }
  const revoke = async (token: PersonalTokenView): Promise<boolean> => {
    const failure = await model.revoke(token);
    if (failure !== null) tacet.report(failure);
    return failure === null;
  };
  return (
    <>
      {state.tokens.length === 0 && <p class="form-text">{t('programs.none')}</p>}
      <ul class="devices" aria-label={t('programs.list')}>
        {state.tokens.map((token) => (
          <Token key={token.id} token={token} onRevoke={() => setRevoking(token)} />
        ))}
      </ul>
      {revoking !== null && (
        <Confirm
          title={t('programs.revoke-title', { name: revoking.name })}
          confirm={t('programs.revoke')}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p>{t('programs.revoke-text')}</p>
        </Confirm>
      )}
    </>
  );
}

function Token({ token, onRevoke }: { token: PersonalTokenView; onRevoke: () => void }): JSX.Element {
  const now = useTacet().clock.now();
  const { name, scopes, expiresAtMs, lastUsedOnMs } = token;
  const date = formatDay(expiresAtMs, now);
  return (
    <li class="device">
      <Icon name="key" />
      <div class="device-what">
        <strong>{name}</strong>
        <p>{formatNames(scopes.map((scope) => t(`programs.can-${scope}`)))}</p>
        <p>{expiresAtMs > now ? t('programs.until', { date }) : t('programs.over', { date })}</p>
        <p>
          {lastUsedOnMs === null
            ? t('programs.never-used')
            : t('programs.last-used', { date: formatDay(lastUsedOnMs, now) })}
        </p>
      </div>
      <Button aria-label={t('programs.revoke-name', { name })} onClick={onRevoke}>
        {t('programs.revoke')}
      </Button>
    </li>
  );
}
