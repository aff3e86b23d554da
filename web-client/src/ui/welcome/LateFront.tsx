import type { JSX } from 'preact';
import type { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { Late, useLate } from '../parts/late.ts';
import { Starting } from '../screens/Starting.tsx';
import { ProgressLine } from './ProgressLine.tsx';

const front = new Late(() => import('./late.ts'));

export function VaultElsewhere({ form }: { form: SignInForm }): JSX.Element {
  const late = useLate(front, () => form.submission.clear());
  return late === null ? <ProgressLine shown /> : <late.VaultElsewhere form={form} />;
}

/** Without a network it may not come; then `Starting` offers to try again. */
export function Removed(props: { username: string; displayName: string }): JSX.Element {
  const late = useLate(front, () => undefined);
  return late === null ? <Starting /> : <late.Removed {...props} />;
}
