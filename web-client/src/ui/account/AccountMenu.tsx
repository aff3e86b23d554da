import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { Icon, type IconName } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';

type Item = 'profile' | 'devices' | 'password' | 'recovery' | 'settings' | 'lock' | 'sign-out';

const ITEMS: readonly (readonly [Item, IconName])[] = [
  ['profile', 'user'],
  ['devices', 'device'],
  ['password', 'key'],
  ['recovery', 'alert'],
  ['settings', 'settings'],
  ['lock', 'lock'],
  ['sign-out', 'sign-out'],
];

/** The button with one's own face, and what hides behind it. */
export function AccountMenu({ me }: { me: Person }): JSX.Element {
  const tacet = useTacet();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const choose = (item: Item): void => {
    setOpen(false);
    // The item goes away with the menu: what opens now gives the focus back to the button.
    button.current?.focus();
    if (item === 'lock') void tacet.lock();
    else tacet.navigation.open({ dialog: item });
  };
  return (
    <div class="account">
      <button
        ref={button}
        type="button"
        class="account-button"
        aria-label={t('account.button')}
        aria-haspopup="menu"
        aria-expanded={open}
        title={t('account.button')}
        onClick={() => setOpen(!open)}
      >
        <Avatar id={me.username} name={displayName(me)} />
      </button>
      {open && (
        <Menu
          me={me}
          onChoose={choose}
          onClose={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </div>
  );
}

interface MenuProps {
  readonly me: Person;
  readonly onChoose: (item: Item) => void;
  readonly onClose: () => void;
}

function Menu({ me, onChoose, onClose }: MenuProps): JSX.Element {
  const menu = useRef<HTMLDivElement>(null);
  const { recovery } = useTacet().snapshot.value;
  // Before the next key can arrive, which belongs to the menu already.
  useLayoutEffect(() => menu.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus(), []);
  useEffect(() => {
    const onPress = (event: PointerEvent): void => {
      const inside = event.target instanceof Node && menu.current?.parentElement?.contains(event.target);
      if (inside !== true) onClose();
    };
    addEventListener('pointerdown', onPress);
    return () => removeEventListener('pointerdown', onPress);
  }, []);
  return (
    <div ref={menu} class="menu">
      <div class="menu-who">
        <strong>{displayName(me)}</strong>
        <span>@{me.username}</span>
      </div>
      <div role="menu" aria-label={t('account.button')} onKeyDown={(event) => moveFocus(event, onClose)}>
        {ITEMS.filter(([item]) => item !== 'recovery' || recovery === 'missing').map(([item, icon]) => (
          <button
            key={item}
            type="button"
            role="menuitem"
            class="menu-item"
            tabIndex={-1}
            onClick={() => onChoose(item)}
          >
            <Icon name={icon} />
            <span>{t(`account.${item}`)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Arrow keys, Home and End move; Escape and Tab leave, as the ARIA pattern has it. */
function moveFocus(event: TargetedKeyboardEvent<HTMLElement>, onClose: () => void): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const target = targets[event.key];
  if (target !== undefined) {
    event.preventDefault();
    items[target]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    event.stopPropagation();
    onClose();
  }
}
