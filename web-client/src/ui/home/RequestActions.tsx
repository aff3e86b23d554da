import type { JSX, TargetedMouseEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

/** A click that was meant for what stood here before comes within this time. */
const SETTLE_MS = 600;

interface RequestActionsProps {
  readonly onAccept: () => Promise<unknown>;
  readonly onDecline: () => void;
}

/** Yes or no, once; not by the second click of a pair, nor by one that was under way when this appeared. */
export function RequestActions({ onAccept, onDecline }: RequestActionsProps): JSX.Element {
  const { clock } = useTacet();
  const [busy, setBusy] = useState(false);
  const [fresh, setFresh] = useState(true);
  useEffect(() => clock.after(SETTLE_MS, () => setFresh(false)), []);
  const answer = (event: TargetedMouseEvent<HTMLElement>, how: () => Promise<unknown>): void => {
    if (busy || event.detail > 1) return;
    setBusy(true);
    void how().finally(() => setBusy(false));
  };
  return (
    <div class="request-actions" data-fresh={fresh || undefined}>
      <Button look="primary" busy={busy} onClick={(event) => answer(event, onAccept)}>
        {t('requests.accept')}
      </Button>
      <Button onClick={(event) => answer(event, async () => onDecline())}>{t('requests.decline')}</Button>
    </div>
  );
}
