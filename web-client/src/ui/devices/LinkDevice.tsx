import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { LinkingView } from '../../messenger/port.ts';
import { LinkDevice as Model } from '../../viewmodel/devices/link-device.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { LinkCode } from './LinkCode.tsx';
import { SharedStep } from './SharedStep.tsx';
import { Step } from './Step.tsx';
import { describeBrowser } from './describe-browser.ts';

/** The browser that lets another one in: shows a code, then a number to compare. */
export function LinkDevice({ onClose }: { onClose: () => void }): JSX.Element {
  const { messenger, snapshot } = useTacet();
  const model = useMemo(() => new Model(messenger, snapshot), []);
  useEffect(() => {
    void model.begin();
    return () => void model.leave();
  }, []);
  return (
    <Dialog title={t('link-device.title')} onClose={onClose}>
      <CurrentStep model={model} onClose={onClose} />
    </Dialog>
  );
}

function CurrentStep({ model, onClose }: { model: Model; onClose: () => void }): JSX.Element {
  const step = model.step.value;
  const again = (): void => void model.begin();
  const cancel = <Button onClick={onClose}>{t('common.cancel')}</Button>;
  switch (step.at) {
    case 'opening':
      return (
        <Step key="opening" title={t('link-device.opening')} busy>
          {cancel}
        </Step>
      );
    case 'not-opened':
      return (
        <Step key="not-opened" title={t('linking.failed-title')}>
          <FailureAlert failure={step.failure} />
          <Button look="primary" onClick={again}>
            {t('common.try-again')}
          </Button>
          {cancel}
        </Step>
      );
    case 'code':
      return <LinkCode key={step.code} code={step.code} expiresAtMs={step.expiresAtMs} onCancel={onClose} />;
    case 'done':
      return (
        <Step key="done" title={t('link-device.done-title')}>
          <span class="step-good">
            <Icon name="check" />
          </span>
          <p class="form-text">{t('link-device.done-text', { name: step.name })}</p>
          <Button look="primary" onClick={onClose}>
            {t('link-device.done')}
          </Button>
        </Step>
      );
    case 'waiting':
    case 'check':
    case 'finishing':
    case 'failed':
      return (
        <SharedStep
          step={step}
          side="link-device"
          answering={model.answering}
          onAnswer={(same) => void model.answer(same)}
          onCancel={onClose}
          onAgain={again}
          onLeave={onClose}
        >
          {(known) => <WhoComes {...known} />}
        </SharedStep>
      );
  }
}

/** What is known of the browser that asks to be let in. */
function WhoComes({ name, sinceMs, userAgent }: LinkingView & { at: 'check' }): JSX.Element {
  const { clock } = useTacet();
  const ago = formatAgo(sinceMs, clock.now());
  return (
    <dl class="facts">
      <dt>{t('link-device.check-device')}</dt>
      <dd>{name}</dd>
      <dt>{t('link-device.check-login')}</dt>
      <dd>{t('link-device.check-from', { ago, device: describeBrowser(userAgent) })}</dd>
    </dl>
  );
}
