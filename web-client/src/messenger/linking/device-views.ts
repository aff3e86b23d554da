import { uuid } from '../../protocol/index.ts';
import { nameOfUserAgent } from '../devices/user-agent.ts';
import type { DeviceView } from '../port-devices.ts';
import type { LoginSession } from '../ports/api.ts';
import { nameOthers } from './device-names.ts';
import type { OwnAccount } from './own-list.ts';

/**
 * The devices of the newest verified list, this one first, then in the order in which they were added. What the service says
 * of logins only adds to it: it cannot add or hide a device, nor rename one that was linked here.
 *
 * @throws ApiError when nobody answers
 */
export async function listDevices(account: OwnAccount): Promise<readonly DeviceView[]> {
  const { me, own, lists, login, api, ledger } = account;
  const list = await lists.refresh(me);
  const sessions = await login.authorised((token) => api.auth.loginSessions(token));
  const listed = list.devices.map(({ deviceId, addedAtMs }) => ({ deviceId: uuid(deviceId), addedAtMs }));
  const names = await nameOthers(ledger, namesIn(sessions, new Set(listed.map((each) => each.deviceId))));
  const views = listed.map(({ deviceId, addedAtMs }) => ({
    deviceId,
    name: names[deviceId] ?? '',
    addedAtMs,
    current: deviceId === uuid(own.device.public.deviceId),
    lastUsedAtMs: lastUse(sessions, deviceId),
  }));
  return views.toSorted((a, b) => Number(b.current) - Number(a.current) || a.addedAtMs - b.addedAtMs);
}

/** So that a device still has a name when its login has ended. */
function namesIn(sessions: readonly LoginSession[], listed: ReadonlySet<string>): Record<string, string> {
  const told = sessions
    .filter(({ deviceId }) => listed.has(deviceId))
    .map(({ deviceId, userAgent }) => [deviceId, nameOfUserAgent(userAgent)] as const);
  return Object.fromEntries(told.filter(([, name]) => name !== ''));
}

function lastUse(sessions: readonly LoginSession[], deviceId: string): number | null {
  const uses = sessions.filter((each) => each.deviceId === deviceId).map((each) => each.lastUsedAt);
  return uses.length === 0 ? null : Math.max(...uses);
}
