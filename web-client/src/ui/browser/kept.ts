import type { Toasts } from '../../viewmodel/shell/toasts.ts';

const KEY = 'tacet.told-not-kept';

/** What is remembered of it; `localStorage` unless a test says otherwise. */
type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Says once in this browser that the client will not open without a network. */
export async function tellWhenNotKept(
  toasts: Pick<Toasts, 'show'>,
  kept: Promise<boolean>,
  memory: () => Memory = () => localStorage,
): Promise<void> {
  const isKept = await kept;
  if (wasTold(memory, isKept)) return;
  if (!isKept) toasts.show({ what: 'not-kept' });
}

/** Storage may be forbidden; then it is said once a page. */
function wasTold(memory: () => Memory, isKept: boolean): boolean {
  try {
    const told = memory().getItem(KEY) !== null;
    if (isKept) memory().removeItem(KEY);
    else memory().setItem(KEY, 'yes');
    return told;
  } catch {
    return false;
  }
}
