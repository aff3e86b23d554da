import type { JSX } from 'preact';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';

/** Back to the newest message, with what has come since. */
export function JumpToLatest({ count, onJump }: { count: number; onJump: () => void }): JSX.Element {
  return (
    <button type="button" class="jump" title={t('conversation.jump')} onClick={onJump}>
      {count > 0 && <span class="jump-count">{t('conversation.jump-new', { count })}</span>}
      <span class="visually-hidden">{t('conversation.jump')}</span>
      <Icon name="down" />
    </button>
  );
}
