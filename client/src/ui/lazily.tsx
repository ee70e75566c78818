import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { PREFERENCES } from "../strings";
import styles from "./lazily.module.css";

interface Openable {
  open: boolean;
}

/**
 * A view that is fetched when it is first opened, so that the page itself opens sooner.
 *
 * @param fetch Imports the module and picks the view out of it.
 */
export function lazily<Props extends Openable>(
  fetch: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const View = lazy(async () => ({ default: await fetch() }));
  return (props) => {
    const [wanted, setWanted] = useState(false);
    if (props.open && !wanted) setWanted(true);
    // Once it was open it stays, so that closing it gives the focus back.
    return wanted ? (
      <Fence open={props.open}>
        <Suspense fallback={null}>
          <View {...props} />
        </Suspense>
      </Fence>
    ) : null;
  };
}

/** After an upgrade a server has no more parts of the page that came before. */
class Fence extends Component<Openable & { children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    if (!this.props.open) return null;
    return (
      <div className={styles.missing} role="alert" data-testid="part-missing">
        <p>{PREFERENCES.partMissing}</p>
        <button
          type="button"
          className={styles.reload}
          data-testid="part-reload"
          onClick={() => location.reload()}
        >
          {PREFERENCES.reload}
        </button>
      </div>
    );
  }
}
