import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { formatBytes } from '../format/sizes.ts';
import { t } from '../messages/translate.ts';

type Usage = { readonly bytes: number; readonly quota: number };

/** How much of this browser's room the messages take. */
export function StorageUsed(): JSX.Element {
  const { messenger } = useTacet();
  const [usage, setUsage] = useState<Usage | 'asking' | 'unknown'>('asking');
  useEffect(() => {
    void messenger
      .call('storageUsed', {})
      .then((result) => setUsage(result.ok && result.value.quota > 0 ? result.value : 'unknown'));
  }, []);
  if (usage === 'asking') return <p class="form-text">{t('common.loading')}</p>;
  if (usage === 'unknown') return <p class="form-text">{t('settings.storage-unknown')}</p>;
  const used = formatBytes(usage.bytes);
  const quota = formatBytes(usage.quota);
  return (
    <>
      <progress
        class="storage-bar"
        max={usage.quota}
        value={usage.bytes}
        aria-label={t('settings.storage')}
      />
      <p class="form-text">{t('settings.storage-used', { used, quota })}</p>
    </>
  );
}
