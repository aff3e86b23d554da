import type { JSX } from 'preact';
import type { Signal } from '@preact/signals';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { IconButton } from '../parts/Button.tsx';

export function SearchBox({ search }: { search: Signal<string> }): JSX.Element {
  return (
    <div class="search" role="search">
      <Icon name="search" small />
      <input
        id="search"
        type="text"
        inputMode="search"
        enterkeyhint="search"
        autocomplete="off"
        aria-label={t('home.search')}
        placeholder={t('home.search')}
        value={search.value}
        onInput={(event) => (search.value = event.currentTarget.value)}
      />
      {search.value !== '' && (
        <IconButton icon="close" label={t('home.clear-search')} onClick={() => (search.value = '')} />
      )}
    </div>
  );
}
