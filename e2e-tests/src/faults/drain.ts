import { setTimeout as pause } from 'node:timers/promises';
import { leftBehind, stackTraces, wronglyDisplaced } from './surprises.ts';
import type { Town } from './town.ts';

/** Nothing came for so long: what is missing will not come. Twice the slow timer of the relay. */
const SILENCE_MS = 30_000;
const LOOK_EVERY_MS = 100;

/**
 * Ends the writing and collects everything: every message is answered, every device connects anew and reads its
 * mailbox to the end, every mailbox is empty.
 *
 * @returns in words: who was displaced by nobody, what relays were surprised by, and what lies in mailboxes that devices say they have emptied
 */
export async function drain(town: Town): Promise<string[]> {
  town.nobodyWrites();
  for (const device of town.devices) {
    device.manners.acknowledges = true;
    device.manners.resets = () => false;
    device.readAgain();
  }
  await town.everybodyConnects();
  await town.until('every message is answered', () => town.devices.every(({ unsent }) => unsent === 0));
  for (const device of town.devices) device.breakOff();
  await town.until('every mailbox is read to its end', () => town.devices.every(({ drained }) => drained));
  await untilNothingIsMissing(town);
  return [
    ...wronglyDisplaced(town.devices),
    ...stackTraces(town.relays.map(({ process }) => process.logged)),
    ...(await untilNothingIsLeft(town)),
  ];
}

async function untilNothingIsMissing(town: Town): Promise<void> {
  let received = 0;
  let lastNews = Date.now();
  while (isSomethingMissing(town) && Date.now() - lastNews < SILENCE_MS) {
    await pause(LOOK_EVERY_MS);
    const now = total(town);
    if (now > received) lastNews = Date.now();
    received = now;
  }
}

function total(town: Town): number {
  let receipts = 0;
  for (const each of town.ledger.receipts.values()) receipts += each.length;
  return receipts;
}

function isSomethingMissing({ ledger }: Town): boolean {
  const had = new Map<string, Set<string>>();
  for (const [device, receipts] of ledger.receipts) had.set(device, new Set(receipts.map(({ key }) => key)));
  for (const { key, recipients, outcome } of ledger.messages.values()) {
    if (outcome.kind !== 'accepted') continue;
    if (recipients.some((name) => !outcome.full.has(name) && had.get(name)?.has(key) !== true)) return true;
  }
  return false;
}

async function untilNothingIsLeft(town: Town): Promise<string[]> {
  const names = town.devices.map(({ resident }) => resident.name);
  const lengths = town.devices.map(({ resident }) => ['XLEN', `mb:{${resident.device}}:s`]);
  const end = Date.now() + SILENCE_MS;
  for (;;) {
    const left = leftBehind(names, await town.store.ask(lengths));
    if (left.length === 0 || Date.now() > end) return left;
    await pause(LOOK_EVERY_MS);
  }
}
