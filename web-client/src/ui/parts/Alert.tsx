import type { ComponentChildren, JSX } from 'preact';
import type { Failure } from '../../messenger/port.ts';
import { describeFailure } from '../format/failures.ts';
import { Icon } from '../icons/Icon.tsx';

/** Something went wrong: read out at once. */
export function Alert({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <div class="alert" role="alert">
      <Icon name="alert" />
      <div class="alert-text">{children}</div>
    </div>
  );
}

/** The sentence for a failure, or nothing. */
export function FailureAlert({ failure }: { failure: Failure | null }): JSX.Element | null {
  return failure === null ? null : <Alert>{describeFailure(failure)}</Alert>;
}
