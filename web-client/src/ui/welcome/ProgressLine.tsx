import type { JSX } from 'preact';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';

/** What is being done meanwhile. Keeps its place when empty, so that nothing jumps. */
export function ProgressLine({ shown }: { shown: boolean }): JSX.Element {
  const step = useTacet().progress.value;
  return (
    <p class="progress-line" role="status">
      {shown && step !== null ? t(`progress.${step}`) : ''}
    </p>
  );
}
