import type { ComponentChildren, JSX } from 'preact';
import type { Submission } from '../../viewmodel/system/submission.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Countdown } from './Countdown.tsx';
import { Step } from './Step.tsx';

interface CheckProps {
  readonly digits: string;
  readonly expiresAtMs: number;
  readonly answering: Submission;
  readonly onAnswer: (same: boolean) => void;
  readonly onCancel: () => void;
  /** Who is on the other side. */
  readonly children: ComponentChildren;
}

const GROUP = 3;

/** [D-5] The number that both sides show. No button has the focus: nobody should say yes by pressing Enter once more. */
export function Check(props: CheckProps): JSX.Element {
  const { digits, answering, onAnswer } = props;
  return (
    <Step title={t('linking.check-title')}>
      <p class="digits">
        {/* Digit by digit, and not as a hundred and some thousand. */}
        <span class="visually-hidden">{Array.from(digits).join(' ')}</span>
        <span aria-hidden="true">{digits.slice(0, GROUP)}</span>
        <span aria-hidden="true">{digits.slice(GROUP)}</span>
      </p>
      <p class="form-text">{t('linking.check-text')}</p>
      {props.children}
      <FailureAlert failure={answering.failure} />
      <div class="step-answers">
        <Button look="primary" busy={answering.busy} onClick={() => onAnswer(true)}>
          {t('linking.match')}
        </Button>
        <Button look="danger" onClick={() => onAnswer(false)}>
          {t('linking.differ')}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
      <Countdown untilMs={props.expiresAtMs} />
    </Step>
  );
}
