import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Settings as SettingsState } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { APPEARANCES } from '../../viewmodel/shell/appearance.ts';
import { LANGUAGES } from '../../viewmodel/shell/language.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ArchiveSetting } from './ArchiveSetting.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { StorageUsed } from './StorageUsed.tsx';
import { Switch } from './Switch.tsx';

const LOCK_MINUTES = [1, 5, 15, 30, 60, 0];

export function Settings({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title={t('account.settings')} onClose={onClose} look="wide">
      <div class="settings">
        <Appearance />
        <Language />
        <Privacy />
        <Blocked />
        <Recovery />
        <Programs />
        <Part title={t('settings.storage')}>
          <StorageUsed />
        </Part>
        <Part title={t('settings.shortcuts')}>
          <Shortcuts />
        </Part>
        <Leaving />
      </div>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="settings-part" aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Appearance(): JSX.Element {
  const { appearance } = useTacet();
  return (
    <Segments
      legend={t('settings.appearance')}
      options={APPEARANCES}
      chosen={appearance.current.value}
      label={(each) => t(`settings.appearance-${each}`)}
      onChoose={(each) => appearance.choose(each)}
    />
  );
}

function Language(): JSX.Element {
  const { language } = useTacet();
  return (
    <Segments
      legend={t('settings.language')}
      options={['system', ...LANGUAGES] as const}
      chosen={language.current.value}
      label={(each) => t(`settings.language-${each}`)}
      onChoose={(each) => language.choose(each)}
    />
  );
}

interface SegmentsProps<T extends string> {
  readonly legend: string;
  readonly options: readonly T[];
  readonly chosen: T;
  readonly label: (each: T) => string;
  readonly onChoose: (each: T) => void;
}

function Segments<T extends string>({
  legend,
  options,
  chosen,
  label,
  onChoose,
}: SegmentsProps<T>): JSX.Element {
  const name = useId();
  return (
    <fieldset class="settings-part">
      <legend>{legend}</legend>
      <div class="segments">
        {options.map((each) => (
          <label key={each} class="segment">
            <input type="radio" name={name} checked={chosen === each} onChange={() => onChoose(each)} />
            <span>{label(each)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Privacy(): JSX.Element {
  const tacet = useTacet();
  const { settings } = tacet.snapshot.value;
  const [, setRefusals] = useState(0);
  const id = useId();
  const update = async (change: Partial<SettingsState>): Promise<void> => {
    const result = await tacet.messenger.call('updateSettings', change);
    if (result.ok) return;
    tacet.report(result.failure);
    // Drawn anew, what was chosen shows again what is so.
    setRefusals((before) => before + 1);
  };
  return (
    <Part title={t('settings.privacy')}>
      <Switch
        label={t('settings.receipts')}
        text={t('settings.receipts-text')}
        on={settings.sendReceipts}
        onChange={(sendReceipts) => void update({ sendReceipts })}
      />
      <Switch
        label={t('settings.presence')}
        text={t('settings.presence-text')}
        on={settings.sharePresence}
        onChange={(sharePresence) => void update({ sharePresence })}
      />
      <div class="setting">
        <label for={id}>{t('settings.auto-lock')}</label>
        <p id={`${id}-text`}>{t('settings.auto-lock-text')}</p>
        <select
          id={id}
          aria-describedby={`${id}-text`}
          value={String(settings.lockAfterMinutes)}
          onChange={(event) => void update({ lockAfterMinutes: Number(event.currentTarget.value) })}
        >
          {LOCK_MINUTES.map((minutes) => (
            <option key={minutes} value={String(minutes)}>
              {minutes === 0 ? t('settings.never') : t('settings.minutes', { count: minutes })}
            </option>
          ))}
        </select>
      </div>
    </Part>
  );
}

function Blocked(): JSX.Element {
  const { snapshot, people } = useTacet();
  const { blocked } = snapshot.value;
  return (
    <Part title={t('settings.blocked')}>
      {blocked.length === 0 && <p class="form-text">{t('settings.nobody-blocked')}</p>}
      <ul>
        {blocked.map((person) => (
          <li class="member" key={person.accountId}>
            <Avatar id={person.username} name={displayName(person)} size="small" />
            <span class="member-name">{displayName(person)}</span>
            <Button
              look="quiet"
              aria-label={t('settings.unblock-person', { name: displayName(person) })}
              onClick={() => void people.unblock(person)}
            >
              {t('settings.unblock')}
            </Button>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Recovery(): JSX.Element {
  const { navigation, snapshot } = useTacet();
  const { recovery } = snapshot.value;
  return (
    <Part title={t('recovery.title')}>
      <p class="form-text">{t(`recovery.state-${recovery}`)}</p>
      <div class="settings-actions">
        <Button icon="key" onClick={() => navigation.replace({ dialog: 'recovery' })}>
          {recovery === 'set' ? t('recovery.replace') : t('recovery.set-up')}
        </Button>
      </div>
      <ArchiveSetting />
    </Part>
  );
}

function Programs(): JSX.Element {
  const { navigation } = useTacet();
  return (
    <Part title={t('programs.title')}>
      <p class="form-text">{t('programs.about')}</p>
      <div class="settings-actions">
        <Button icon="key" onClick={() => navigation.replace({ dialog: 'programs' })}>
          {t('programs.open')}
        </Button>
      </div>
    </Part>
  );
}

function Leaving(): JSX.Element {
  const { navigation } = useTacet();
  return (
    <Part title={t('settings.leaving')}>
      <div class="settings-actions">
        <Button look="danger" icon="trash" onClick={() => navigation.replace({ dialog: 'delete' })}>
          {t('settings.delete-account')}
        </Button>
      </div>
    </Part>
  );
}
