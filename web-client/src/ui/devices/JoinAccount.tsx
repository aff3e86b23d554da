import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { JoinForm, type Credentials } from '../../viewmodel/devices/join-form.ts';
import { useTacet } from '../context.ts';
import { formatAgo } from '../format/dates.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { ScanCode } from '../parts/ScanCode.tsx';
import { CodeField } from './CodeField.tsx';
import { SharedStep } from './SharedStep.tsx';
import { useCamera } from './use-camera.ts';

interface JoinAccountProps {
  readonly credentials: Credentials;
  readonly onBack: () => void;
}

/** The browser that is let in: a code, a number to compare, and then the account is here. */
export function JoinAccount({ credentials, onBack }: JoinAccountProps): JSX.Element {
  const { messenger, snapshot } = useTacet();
  const form = useMemo(() => new JoinForm(messenger, snapshot, credentials), []);
  useEffect(() => () => form.leave(), []);
  return (
    <div class="form">
      <h2 class="form-title">{t('join.title')}</h2>
      <CurrentStep form={form} onBack={onBack} />
    </div>
  );
}

function CurrentStep({ form, onBack }: { form: JoinForm; onBack: () => void }): JSX.Element {
  const { toasts, clock } = useTacet();
  const submit = async (): Promise<void> => {
    if (await form.submit()) toasts.show({ what: 'browser-linked' });
  };
  const again = (): void => void form.startAgain();
  const step = form.step.value;
  if (step.at === 'code') return <EnterCode form={form} onSubmit={() => void submit()} onBack={onBack} />;
  return (
    <SharedStep
      step={step}
      side="join"
      answering={form.answering}
      onAnswer={(same) => void form.answer(same)}
      onCancel={again}
      onAgain={again}
      onLeave={onBack}
    >
      {({ name, sinceMs }) => (
        <dl class="facts">
          <dt>{t('join.check-account')}</dt>
          <dd>{name}</dd>
          <dt>{t('join.check-began')}</dt>
          <dd>{formatAgo(sinceMs, clock.now())}</dd>
        </dl>
      )}
    </SharedStep>
  );
}

interface EnterCodeProps {
  readonly form: JoinForm;
  readonly onSubmit: () => void;
  readonly onBack: () => void;
}

function EnterCode({ form, onSubmit, onBack }: EnterCodeProps): JSX.Element {
  const [scanning, setScanning] = useState(false);
  const camera = useCamera();
  const scanned = (text: string): string | null => {
    if (!form.scanned(text)) return t('join.other-code');
    setScanning(false);
    onSubmit();
    return null;
  };
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <p class="form-text">{t('join.text')}</p>
      <CodeField form={form} />
      <FailureAlert failure={form.submission.failure} />
      <Button type="submit" look="primary" busy={form.submission.busy} disabled={form.state !== 'whole'}>
        {t('join.link')}
      </Button>
      {camera && (
        <Button icon="camera" onClick={() => setScanning(true)}>
          {t('join.scan')}
        </Button>
      )}
      <Button look="quiet" onClick={onBack}>
        {t('common.cancel')}
      </Button>
      {scanning && <ScanCode onText={scanned} onClose={() => setScanning(false)} />}
    </form>
  );
}
