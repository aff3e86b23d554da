import type {
  DeviceView,
  LinkingView,
  LoginSessionView,
  Result,
  PersonalTokenView,
} from '../../../src/messenger/port.ts';
import { alice } from './cast.ts';
import { fail, succeed, type ScriptedMessenger } from './scripted-messenger.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What another browser shows, and what it says once somebody has typed it. */
export const CODE = '7KQM-3ZX9-0WTP-HJ5R-V2NB-8DCE-4GFA';
/** Whole, and of no linking. */
export const WRONG_CODE = '0000-0000-0000-0000-0000-0000-0000';
export const DIGITS = '047293';

export const PHONE: DeviceView = {
  deviceId: 'b',
  name: 'Safari on iPhone',
  addedAtMs: 0,
  current: false,
  lastUsedAtMs: 0,
};

/** Alice's browsers: this one, her phone, and one that she has not signed in on for long. */
function devices(now: number): DeviceView[] {
  return [
    { ...PHONE, addedAtMs: now - 5 * DAY, lastUsedAtMs: now - 42 * MINUTE },
    {
      deviceId: 'c',
      name: 'Edge on Windows',
      addedAtMs: now - 300 * DAY,
      current: false,
      lastUsedAtMs: null,
    },
    {
      deviceId: 'a',
      name: 'Chrome on Linux',
      addedAtMs: now - 40 * DAY,
      current: true,
      lastUsedAtMs: now - MINUTE,
    },
  ];
}

/** The logins of those, and one that belongs to none of them. */
function logins(now: number): LoginSessionView[] {
  const login = (deviceId: string, daysAgo: number, userAgent: string): LoginSessionView => ({
    id: `login-${deviceId}`,
    deviceId,
    createdAtMs: now - daysAgo * DAY,
    lastUsedAtMs: now - (daysAgo * DAY) / 10,
    userAgent,
    current: deviceId === 'a',
  });
  return [
    login('a', 40, 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36'),
    login('b', 5, 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1'),
    login('unlisted', 2, 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/150.0'),
  ];
}

/** Commands about devices show what they changed, as those of the messenger do. */
export function answerAboutDevices(messenger: ScriptedMessenger, now: number): void {
  const { answers } = messenger;
  let listed = devices(now);
  let open = logins(now);
  answers.listDevices = () => succeed(listed);
  answers.listLoginSessions = () => succeed(open);
  answers.signOutDevice = ({ deviceId }) => {
    listed = listed.filter((each) => each.deviceId !== deviceId);
    open = open.filter((each) => each.deviceId !== deviceId);
    return undefined;
  };
  const day = 86_400_000;
  let tokens: readonly PersonalTokenView[] = [
    {
      id: 'build',
      name: 'Build announcer',
      scopes: ['mail:send', 'social:read'],
      createdAtMs: now - 20 * day,
      expiresAtMs: now + 70 * day,
      lastUsedOnMs: now - day,
    },
  ];
  answers.listPersonalTokens = () => succeed(tokens);
  answers.revokePersonalToken = ({ id }) => {
    tokens = tokens.filter((each) => each.id !== id);
    return undefined;
  };
  answers.makePersonalToken = ({ password, name, scopes, days }) => {
    if (password === 'wrong') return fail('wrong-password');
    const times = { createdAtMs: now, expiresAtMs: now + days * day, lastUsedOnMs: null };
    tokens = [{ id: 'new', name, scopes, ...times }, ...tokens];
    return succeed({ token: `tacet_6f1e7a0c-3b52-4d3e-9a64-0d3c5b1f2e11_${'A'.repeat(43)}` });
  };
  answers.endLoginSession = ({ id }) => {
    open = open.filter((each) => each.id !== id);
    return undefined;
  };
  answers.lostOrStolen = ({ password }) => {
    if (password === 'wrong') return fail('wrong-password');
    listed = listed.filter(({ current }) => current);
    open = open.filter(({ current }) => current);
    return undefined;
  };
  answers.eraseRemoved = () => {
    messenger.change({ phase: { at: 'welcome' } });
    return undefined;
  };
  answerAboutLinking(messenger, now);
}

/** The other side is played by the test: it changes `linking`. */
function answerAboutLinking(messenger: ScriptedMessenger, now: number): void {
  const { answers } = messenger;
  const show = (linking: LinkingView | null): undefined => {
    messenger.change({ linking });
    return undefined;
  };
  const under = (): LinkingView | null => {
    const { linking } = messenger.snapshot;
    return linking === null || linking.at === 'done' || linking.at === 'failed' ? null : linking;
  };
  answers.openLinking = () => {
    const expiresAtMs = now + 10 * MINUTE;
    show({ role: 'existing', at: 'code', code: CODE, expiresAtMs });
    return succeed({ code: CODE, expiresAtMs });
  };
  answers.joinAccount = async ({ code }) => {
    if (code === WRONG_CODE.replaceAll('-', '')) return fail('link-code-invalid');
    show({ role: 'new', at: 'waiting' });
    return await ended(messenger);
  };
  answers.confirmLinking = ({ same }) => {
    const linking = under();
    if (linking === null) return fail('linking-ended');
    const { role } = linking;
    return show(same ? { role, at: 'finishing' } : { role, at: 'failed', reason: 'different' });
  };
  answers.cancelLinking = () => {
    const linking = under();
    if (linking !== null) show({ role: linking.role, at: 'failed', reason: 'cancelled' });
    return undefined;
  };
  answers.dismissLinking = () => show(null);
}

/** Until the account is here, or the linking ended otherwise. */
function ended(messenger: ScriptedMessenger): Promise<Result<void>> {
  return new Promise((resolve) => {
    const leave = messenger.subscribe((event) => {
      if (event.type !== 'snapshot') return;
      const { phase, linking } = event.snapshot;
      if (phase.at !== 'ready' && linking?.at !== 'failed') return;
      leave();
      resolve(phase.at === 'ready' ? succeed(undefined) : fail('linking-ended'));
    });
  });
}

/** Both numbers are there. */
export function checking(role: 'existing' | 'new', now: number): LinkingView {
  return {
    role,
    at: 'check',
    digits: DIGITS,
    name: role === 'existing' ? 'Firefox on Windows' : `${alice.firstName} ${alice.lastName}`,
    sinceMs: now - 2 * MINUTE,
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:150.0) Gecko/20100101 Firefox/150.0',
    expiresAtMs: now + 8 * MINUTE,
  };
}
