import { Component, type ComponentChildren, type ComponentClass } from 'preact';

/** A component that renders again only when one of its properties is another one. */
export function memo<P extends object>(render: (props: P) => ComponentChildren): ComponentClass<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = new Map(Object.entries(this.props));
      return Object.entries(next).some(([name, value]) => before.get(name) !== value);
    }

    override render(props: P): ComponentChildren {
      return render(props);
    }
  };
}
