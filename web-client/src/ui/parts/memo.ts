import { Component, type ComponentChildren, type ComponentClass } from 'preact';

/** A component that renders again only when one of its properties is another one. */
export function memo<P extends object>(render: (props: P) => ComponentChildren): ComponentClass<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      for (const name in next) {
        if (next[name] !== this.props[name]) return true;
      }
      return false;
    }

    override render(props: P): ComponentChildren {
      return render(props);
    }
  };
}
