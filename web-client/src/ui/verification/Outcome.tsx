import type { JSX } from 'preact';
import type { ScanOutcome } from '../../viewmodel/verification/verifying.ts';
import { t } from '../messages/translate.ts';
import { Alert } from '../parts/Alert.tsx';

/** What came of scanning. That it is good is said by the dialog as a whole. */
export function Outcome({
  outcome,
  name,
}: {
  outcome: ScanOutcome | null;
  name: string;
}): JSX.Element | null {
  if (outcome === null || outcome === 'verified') return null;
  return (
    <Alert>
      <p>{t(`verify.${outcome}`, { name })}</p>
    </Alert>
  );
}
