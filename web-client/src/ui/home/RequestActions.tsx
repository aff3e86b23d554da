import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';

interface RequestActionsProps {
  readonly onAccept: () => Promise<unknown>;
  readonly onDecline: () => Promise<unknown>;
}

/** Yes or no, once: while one answer is on its way the other waits. */
export function RequestActions({ onAccept, onDecline }: RequestActionsProps): JSX.Element {
  const [busy, setBusy] = useState<'accept' | 'decline' | null>(null);
  const answer = async (choice: 'accept' | 'decline'): Promise<void> => {
    if (busy !== null) return;
    setBusy(choice);
    await (choice === 'accept' ? onAccept() : onDecline());
    setBusy(null);
  };
  return (
    <div class="request-actions">
      <Button look="primary" busy={busy === 'accept'} onClick={() => void answer('accept')}>
        {t('requests.accept')}
      </Button>
      <Button busy={busy === 'decline'} onClick={() => void answer('decline')}>
        {t('requests.decline')}
      </Button>
    </div>
  );
}
