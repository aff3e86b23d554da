import { equal, type Fixed } from '../../bytes/index.ts';
import type { VerifiedDeviceList } from '../../protocol/index.ts';

/** After this a device that was linked is as any other: what it begins with has long begun to come. */
const JUST_LINKED_MS = 86_400_000;

/** Whether the list names that device, and since less than a day, by the time that it said itself. */
export function isJustLinked(
  list: Pick<VerifiedDeviceList, 'devices'> | null,
  deviceId: Fixed<16>,
  nowMs: number,
): boolean {
  const listed = list?.devices.find((each) => equal(each.deviceId, deviceId));
  // [S-11] A clock that was wrong then does not make it so for years.
  return listed !== undefined && Math.abs(nowMs - listed.addedAtMs) < JUST_LINKED_MS;
}
