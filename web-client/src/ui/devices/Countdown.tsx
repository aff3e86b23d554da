import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';

const SECOND_MS = 1_000;

/** How long something is good for: "Good for 9:41". Its role keeps it from being read out every second. */
export function Countdown({ untilMs }: { untilMs: number }): JSX.Element {
  const { clock } = useTacet();
  const [now, setNow] = useState(clock.now());
  useEffect(() => clock.after(SECOND_MS, () => setNow(clock.now())), [now]);
  return (
    <p class="countdown" role="timer">
      {t('linking.time-left', { time: formatLeft(untilMs - now) })}
    </p>
  );
}

function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
