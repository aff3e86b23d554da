import './styles/index.css';
import { render } from 'preact';
import type { Messenger } from '../messenger/port.ts';
import { Tacet } from '../viewmodel/tacet.ts';
import { App } from './App.tsx';
import { browserActivity } from './browser/activity.ts';
import { browserAppearance, showAppearance } from './browser/appearance.ts';
import { followAttention } from './browser/attention.ts';
import { browserClock } from './browser/clock.ts';
import { browserHistory, currentEntry, followHistory } from './browser/history.ts';
import { tellWhenNotKept } from './browser/kept.ts';
import { doWhenIdle } from './browser/idle.ts';
import { browserLanguage, followLanguage } from './browser/language.ts';
import { browserSealed } from './browser/sealed.ts';
import { showTitle } from './browser/title.ts';
import { TacetProvider } from './context.ts';
import { formatsAhead } from './format/dates.ts';
import { Insecure } from './screens/Insecure.tsx';

/**
 * Shows the interface in `root` for as long as the page lives.
 *
 * @param kept whether this browser keeps the client for the time without network
 */
export async function startInterface(
  messenger: Messenger,
  root: HTMLElement,
  kept: Promise<boolean>,
): Promise<void> {
  const tacet = new Tacet(messenger, {
    clock: browserClock,
    history: browserHistory,
    startEntry: currentEntry(),
    appearance: browserAppearance,
    activity: browserActivity,
    language: browserLanguage,
    sealed: browserSealed,
    estimator: async () => (await import('../viewmodel/account/estimator.ts')).createEstimator(),
  });
  showAppearance(tacet.appearance);
  await followLanguage(tacet.language, tacet.toasts);
  showTitle(tacet);
  followHistory(tacet.navigation);
  followAttention(tacet);
  void tellWhenNotKept(tacet.toasts, kept);
  render(
    <TacetProvider value={tacet}>
      <App />
    </TacetProvider>,
    root,
  );
  // While the password is typed, not when the conversations have to appear.
  doWhenIdle(formatsAhead);
}

/** Shows why nothing can work here; see {@link Insecure}. */
export function showInsecure(root: HTMLElement): void {
  render(<Insecure />, root);
}
