import type { JSX } from 'preact';
import { useTacet } from './context.ts';
import { Home } from './home/Home.tsx';
import { Toasts } from './parts/Toasts.tsx';
import { Broken } from './screens/Broken.tsx';
import { OtherTab } from './screens/OtherTab.tsx';
import { Starting } from './screens/Starting.tsx';
import { Unlock } from './unlock/Unlock.tsx';
import { Removed } from './welcome/LateFront.tsx';
import { Welcome } from './welcome/Welcome.tsx';

/** One screen per phase of the messenger. */
export function App(): JSX.Element {
  return (
    <>
      <Screen />
      <Toasts />
    </>
  );
}

function Screen(): JSX.Element {
  const { phase } = useTacet().snapshot.value;
  switch (phase.at) {
    case 'starting':
      return <Starting />;
    case 'welcome':
      return <Welcome />;
    case 'locked':
      return <Unlock username={phase.username} displayName={phase.displayName} />;
    case 'ready':
      return <Home me={phase.me} />;
    case 'removed':
      return <Removed username={phase.username} displayName={phase.displayName} />;
    case 'other-tab':
      return <OtherTab />;
    case 'broken':
      return <Broken failure={phase.failure} />;
  }
}
