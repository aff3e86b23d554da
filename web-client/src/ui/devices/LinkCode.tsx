import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { codeLetters, groupedCode } from '../../viewmodel/devices/link-code.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { QrCode } from '../parts/QrCode.tsx';
import { Countdown } from './Countdown.tsx';
import { Step } from './Step.tsx';

interface LinkCodeProps {
  readonly code: string;
  readonly expiresAtMs: number;
  readonly onCancel: () => void;
}

/** [D-1] The code, as a picture and as letters. */
export function LinkCode({ code, expiresAtMs, onCancel }: LinkCodeProps): JSX.Element {
  const [copied, setCopied] = useState<'copy' | 'copied' | 'not-copied'>('copy');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(groupedCode(code));
      setCopied('copied');
    } catch {
      setCopied('not-copied');
    }
  };
  return (
    <Step title={t('link-device.code-title')}>
      <p class="form-text">{t('link-device.code-text')}</p>
      {/* Letters alone: then the squares of the picture are few and large. */}
      <QrCode text={codeLetters(code)} label={t('link-device.code')} />
      <p class="link-code">{groupedCode(code)}</p>
      <p class="outcome" role="status">
        {copied !== 'copy' && t(`link-device.${copied}`)}
      </p>
      <Countdown untilMs={expiresAtMs} />
      <p class="note">
        <Icon name="info" />
        <span>{t('link-device.warning')}</span>
      </p>
      <div class="dialog-foot">
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
        <Button icon="copy" onClick={() => void copy()}>
          {t('link-device.copy')}
        </Button>
      </div>
    </Step>
  );
}
