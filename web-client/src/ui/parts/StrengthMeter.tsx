import type { JSX } from 'preact';
import type { Advice } from '../../viewmodel/account/password-policy.ts';
import type { Strength } from '../../viewmodel/account/password-strength.ts';
import { t } from '../messages/translate.ts';
import { Alert } from './Alert.tsx';

const LEVELS = [0, 1, 2, 3, 4] as const;

/** How hard the password is to guess, and the one thing to change. */
export function StrengthMeter({ strength }: { strength: Strength }): JSX.Element {
  if (strength.at !== 'judged') {
    const text = {
      empty: 'strength.hint',
      loading: 'strength.loading',
      unavailable: 'strength.unavailable',
    } as const;
    return <Meter level={null} name="" sentence={t(text[strength.at])} />;
  }
  const { level, advice } = strength.verdict;
  const known = LEVELS.find((each) => each === level) ?? 0;
  return <Meter level={known} name={t(`strength.level-${known}`)} sentence={describeAdvice(advice)} />;
}

/** Why a form with this password was not sent. */
export function PasswordRefused({ strength }: { strength: Strength }): JSX.Element {
  if (strength.at === 'judged') {
    return <Alert>{t('strength.refused', { advice: describeAdvice(strength.verdict.advice) })}</Alert>;
  }
  return <Alert>{strength.at === 'unavailable' ? t('strength.unavailable') : t('strength.hint')}</Alert>;
}

function Meter(props: { level: number | null; name: string; sentence: string }): JSX.Element {
  return (
    <span class="strength" data-level={props.level ?? undefined}>
      <span
        class="strength-bars"
        role="meter"
        aria-label={t('strength.label')}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={props.level ?? 0}
        aria-valuetext={props.name || undefined}
      >
        <i />
        <i />
        <i />
        <i />
      </span>
      <span class="strength-text">
        {props.name !== '' && <b>{props.name}</b>} <span aria-live="polite">{props.sentence}</span>
      </span>
    </span>
  );
}

function describeAdvice(advice: Advice): string {
  switch (advice.say) {
    case 'too-short':
      return t('strength.too-short', { count: advice.missing });
    case 'weak':
      return advice.because === null ? t('strength.more') : t(`strength.${advice.because}`);
    case 'contains-username':
    case 'good':
    case 'strong':
      return t(`strength.${advice.say}`);
  }
}
