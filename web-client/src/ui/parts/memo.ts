import { Component, type ComponentChildren, type ComponentClass } from 'preact';

/** A component that renders again only when one of its properties is another one. */
export function memo<P extends object>(render: (props: P) => ComponentChildren): ComponentClass<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const keys = Object.keys(next) as (keyof P)[];
      return keys.some((key) => next[key] !== this.props[key]);
    }

    override render(props: P): ComponentChildren {
      return render(props);
    }
  };
}
