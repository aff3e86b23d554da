import type { ComponentChildren, JSX } from 'preact';
import type { LinkingView } from '../../messenger/port.ts';
import type { Submission } from '../../viewmodel/system/submission.ts';
import { t } from '../messages/translate.ts';
import { Alert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Check } from './Check.tsx';
import { Step } from './Step.tsx';

interface SharedStepProps {
  readonly step: Extract<LinkingView, { readonly at: 'waiting' | 'check' | 'finishing' | 'failed' }>;
  /** Whose words: of the browser that comes, or of the one that lets it in. */
  readonly side: 'join' | 'link-device';
  readonly answering: Submission;
  readonly onAnswer: (same: boolean) => void;
  readonly onCancel: () => void;
  readonly onAgain: () => void;
  /** Away from how it failed. */
  readonly onLeave: () => void;
  /** What is known of the other side while the numbers are compared. */
  readonly children: (step: LinkingView & { at: 'check' }) => ComponentChildren;
}

const WORDS = {
  join: {
    waiting: 'join.waiting-title',
    text: 'join.waiting-text',
    again: 'join.again',
    leave: 'common.back',
  },
  'link-device': {
    waiting: 'link-device.waiting-title',
    text: 'link-device.waiting-text',
    again: 'link-device.again',
    leave: 'common.close',
  },
} as const;

/** A step of a linking that both sides show alike. */
export function SharedStep(props: SharedStepProps): JSX.Element {
  const { step, side, onCancel } = props;
  const words = WORDS[side];
  const cancel = <Button onClick={onCancel}>{t('common.cancel')}</Button>;
  switch (step.at) {
    case 'waiting':
      return (
        <Step key="waiting" title={t(words.waiting)} busy>
          <p class="form-text">{t(words.text)}</p>
          {cancel}
        </Step>
      );
    case 'check':
      return (
        <Check
          key="check"
          digits={step.digits}
          expiresAtMs={step.expiresAtMs}
          answering={props.answering}
          onAnswer={props.onAnswer}
          onCancel={onCancel}
        >
          {props.children(step)}
        </Check>
      );
    case 'finishing':
      return (
        <Step key="finishing" title={t('linking.finishing-title')} busy>
          <p class="form-text">{t('linking.finishing-text')}</p>
          {cancel}
        </Step>
      );
    case 'failed':
      return (
        <Step key="failed" title={t('linking.failed-title')}>
          <Alert>{t(`linking.failed-${step.reason}`)}</Alert>
          <Button look="primary" onClick={props.onAgain}>
            {t(words.again)}
          </Button>
          <Button onClick={props.onLeave}>{t(words.leave)}</Button>
        </Step>
      );
  }
}
