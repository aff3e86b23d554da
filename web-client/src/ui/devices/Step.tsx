import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Spinner } from '../parts/Spinner.tsx';

interface StepProps {
  readonly title: string;
  /** Says that one only has to wait. */
  readonly busy?: boolean;
  readonly children?: ComponentChildren;
}

/** One step of several in the same place. Its title gets the focus, so that a screen reader says where one is now. */
export function Step({ title, busy = false, children }: StepProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="step" aria-labelledby={id}>
      <h3 ref={heading} id={id} class="step-title" tabIndex={-1}>
        {title}
      </h3>
      {busy && <Spinner />}
      {children}
    </section>
  );
}
