import { uuid, type DeviceAddress } from '../../protocol/index.ts';

/** [I-2] What is kept about a device is kept under this: its account chose the id, and might have chosen another one's. */
export function deviceName(accountId: string, deviceId: string): string {
  return `${accountId} ${deviceId}`;
}

export function nameOfDevice({ accountId, deviceId }: DeviceAddress): string {
  return deviceName(uuid(accountId), uuid(deviceId));
}
