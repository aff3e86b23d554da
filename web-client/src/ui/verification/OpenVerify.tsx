import type { JSX } from 'preact';
import type { Person, TrustView } from '../../messenger/port.ts';
import { useLate } from '../parts/late.ts';
import { verification } from './verification.ts';

interface OpenVerifyProps {
  readonly person: Person;
  readonly trust: TrustView;
  readonly onClose: () => void;
}

/** The dialog, once its code has come. */
export function OpenVerify(props: OpenVerifyProps): JSX.Element | null {
  const late = useLate(verification, props.onClose);
  return late && <late.Verify {...props} />;
}
