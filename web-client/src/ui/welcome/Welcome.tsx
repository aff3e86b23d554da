import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { SignInForm } from '../../viewmodel/welcome/sign-in-form.ts';
import { SignUpForm } from '../../viewmodel/welcome/sign-up-form.ts';
import { useTacet } from '../context.ts';
import { Wordmark } from '../icons/Mark.tsx';
import { t } from '../messages/translate.ts';
import { CreateAccount } from './CreateAccount.tsx';
import { SignIn } from './SignIn.tsx';

const TABS = [
  ['create-account', 'welcome.create-account'],
  ['sign-in', 'welcome.sign-in'],
] as const;
type Tab = (typeof TABS)[number][0];

/** The first thing anybody sees: one card, two tabs. */
export function Welcome(): JSX.Element {
  const { sealed, messenger, clock, estimator } = useTacet();
  // Here, and not in the tabs: what was typed outlasts a look at the other one.
  const signUp = useMemo(() => new SignUpForm(messenger, clock, estimator), []);
  const signIn = useMemo(() => new SignInForm(messenger), []);
  const [tab, setTab] = useState<Tab>(() => {
    sealed.look();
    return sealed.value ? 'sign-in' : 'create-account';
  });
  return (
    <main class="front">
      <div class="front-card">
        <header class="front-head">
          <h1>
            <Wordmark />
          </h1>
          <p class="front-tagline">{t('welcome.tagline')}</p>
        </header>
        <Tabs tab={tab} onChoose={setTab} />
        <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`} class="front-panel" key={tab}>
          {tab === 'create-account' ? <CreateAccount form={signUp} /> : <SignIn form={signIn} />}
        </div>
        <p class="front-promise">{t('welcome.password-stays')}</p>
      </div>
    </main>
  );
}

/** Arrow keys move between the tabs, as the ARIA pattern has it. */
function Tabs({ tab, onChoose }: { tab: Tab; onChoose: (tab: Tab) => void }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const other = tab === 'create-account' ? 'sign-in' : 'create-account';
  return (
    <div
      ref={list}
      class="tabs"
      role="tablist"
      aria-label={t('welcome.tabs')}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
        onChoose(other);
        list.current?.querySelector<HTMLElement>(`#tab-${other}`)?.focus();
      }}
    >
      {TABS.map(([each, text]) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`tab-${each}`}
          class="tab"
          aria-selected={each === tab}
          aria-controls={each === tab ? `panel-${each}` : undefined}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onChoose(each)}
        >
          {t(text)}
        </button>
      ))}
    </div>
  );
}
