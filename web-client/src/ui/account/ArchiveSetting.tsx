import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ArchiveView } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';
import { formatBytes } from '../format/sizes.ts';
import { formatNumber, t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Switch } from './Switch.tsx';

/** The one switch of the archive at the server, what it has, and what keeps it from having more. */
export function ArchiveSetting(): JSX.Element {
  const tacet = useTacet();
  /** What the switch shows before the answer: it goes back where there is a refusal, or a second thought. */
  const [turning, setTurning] = useState<'on' | 'off' | null>(null);
  const { archive, history, recovery } = tacet.snapshot.value;
  const isOn = !['off', 'deleting', 'gone'].includes(archive.state);
  const needsPhrase = !isOn && recovery !== 'set';
  const switchOn = async (): Promise<void> => {
    setTurning('on');
    const result = await tacet.messenger.call('switchArchiveOn', {});
    if (!result.ok) tacet.report(result.failure);
    setTurning(null);
  };
  const deleteIt = async (): Promise<boolean> => {
    const result = await tacet.messenger.call('deleteArchive', {});
    if (!result.ok) tacet.report(result.failure);
    return result.ok;
  };
  return (
    <>
      <Switch
        label={t('archive.title')}
        text={t(needsPhrase ? 'archive.needs-phrase' : 'archive.text')}
        on={turning === null ? isOn : turning === 'on'}
        disabled={needsPhrase}
        onChange={(on) => (on ? void switchOn() : setTurning('off'))}
      />
      {isOn && recovery === 'missing' && <p class="form-text">{t('archive.no-phrase')}</p>}
      <State {...archive} />
      {isOn && (
        <div class="settings-actions">
          <Button icon="trash" onClick={() => setTurning('off')}>
            {t('archive.delete')}
          </Button>
        </div>
      )}
      {turning === 'off' && (
        <Confirm
          title={t('archive.delete-title')}
          confirm={t('archive.delete-confirm')}
          onConfirm={deleteIt}
          onClose={() => setTurning(null)}
        >
          {history?.direction === 'restoring' && <p>{t('archive.restoring')}</p>}
          <p>{t('archive.delete-text')}</p>
        </Confirm>
      )}
    </>
  );
}

function State({ state, saved, of, size }: ArchiveView): JSX.Element | null {
  if (state === 'off') return null;
  if (state === 'saving') {
    return (
      <>
        <progress class="storage-bar" max={of} value={saved} aria-label={t('archive.title')} />
        <p class="form-text">{t('archive.state-saving', { count: saved, of: formatNumber(of) })}</p>
      </>
    );
  }
  // A server may keep no archives at all.
  if (state === 'full' && size === 0) return <p class="form-text">{t('archive.state-none')}</p>;
  return <p class="form-text">{t(`archive.state-${state}`, { size: formatBytes(size) })}</p>;
}
